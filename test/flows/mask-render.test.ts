import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Vision } from '../../src';
import { decodeImage } from '../../src/image/decode';
import { catchAll, errorOf, inbox, loadFlow, nodeOf, send, unloadFlow } from '../support/node-red';
import { isAlive, largeImage, nextChild, WORKING_MS } from '../support/processes';
import { scene } from '../support/scenes';

const { image, objects } = scene(19);
const detections = objects.map((object) => ({ ...object, score: 0.9 }));
const good = { payload: image, detections, vision: { image: { width: 320, height: 320 } } };

const flow = (settings: object) => [
  { id: 'draw', type: 'mask-render', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
];
describe('mask-render', () => {
  afterEach(unloadFlow);

  it('returns a data URI, scaled to maxWidth, and reports the size of the original image', async () => {
    await loadFlow(flow({ encoding: 'datauri', format: 'webp', maxWidth: '100' }));
    const out = inbox('out');

    send('draw', { ...good });
    const { payload, vision } = await out.next();

    const [, type, base64] = /^data:(.*);base64,(.*)$/.exec(payload as string)!;
    const { width, height } = await decodeImage(Buffer.from(base64!, 'base64'));
    assert.deepEqual([type, width, height], ['image/webp', 100, 100]);
    assert.deepEqual((vision as Vision).image, { width: 320, height: 320 });
  });

  for (const outputType of ['flow', 'global'] as const) {
    it(`writes the image to the ${outputType} context`, async () => {
      await loadFlow(flow({ output: 'camera.drawn', outputType }));
      const out = inbox('out');

      send('draw', { ...good });
      const { payload } = await out.next();

      const { drawn } = nodeOf('draw').context()[outputType].get('camera') as { drawn: Buffer };
      assert.deepEqual([...drawn.subarray(0, 3)], [0xff, 0xd8, 0xff], 'a JPEG');
      assert.ok(image.equals(payload as Buffer), 'the image is still on the message');
    });
  }

  it('decodes grey levels of 16 bits as Grey range says, and as the message says', async () => {
    const thermal = readFileSync('test/fixtures/pictures/thermal14.png');
    const levels = async (greyRange?: unknown): Promise<number[]> => {
      send('draw', { payload: thermal, detections: [], ...(greyRange === undefined ? {} : { greyRange }) });
      const { data } = await decodeImage((await out.next()).payload as Buffer);
      return [Math.min(...data), Math.max(...data)];
    };
    await loadFlow(flow({ styles: ['box'], format: 'png', greyRange: 'auto' }));
    const out = inbox('out');

    assert.deepEqual(await levels(), [0, 255]);
    assert.deepEqual(await levels('full'), [29, 32]);
    assert.deepEqual(await levels([0, 65535]), [30, 33]);
    assert.deepEqual(await levels(null), [0, 255]);
    const caught = inbox('caught');
    send('draw', { payload: thermal, detections: [], greyRange: '8500-7500' });
    assert.match(errorOf(await caught.next()).message, /^msg\.greyRange must be one of full, auto, or two levels/);
  });

  it('refuses images of more megapixels than Max. size', async () => {
    await loadFlow(flow({ maxMegapixels: '1.5' }));
    const [out, caught] = [inbox('out'), inbox('caught')];
    const grey = (width: number, height: number): Buffer =>
      Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), Buffer.alloc(width * height)]);

    send('draw', { payload: grey(1500, 1001), detections: [] });
    assert.equal(
      errorOf(await caught.next()).message,
      'The image is too large: it has more than 1.5 megapixels. Scale it down, or raise "Max. size"',
    );
    send('draw', { payload: grey(1500, 1000), detections: [] });
    assert.ok(Buffer.isBuffer((await out.next()).payload));
  });

  it('draws each class with its own settings', async () => {
    const [{ label, bbox }] = objects as [(typeof objects)[number]];
    const classes = [{ label: label.toUpperCase(), colour: '#ff0000', styles: ['box'] }];
    await loadFlow(flow({ styles: [], classes, format: 'png' }));
    const out = inbox('out');

    send('draw', { ...good });
    const { data, width } = await decodeImage((await out.next()).payload as Buffer);

    const at = (Math.round(bbox[1]) * width + Math.round(bbox[0]) + 3) * 3;
    assert.deepEqual([...data.subarray(at, at + 3)], [255, 0, 0]);
  });

  for (const styles of [['blur'], ['outline', 'pixelate', 'label'], ['blackout']]) {
    const [first] = detections;
    for (const { name, msg, code } of [
      { name: 'no detections', msg: { payload: image }, code: 'BAD_BOXES' },
      { name: 'detections that are null', msg: { ...good, detections: null }, code: 'BAD_BOXES' },
      { name: 'an invalid detection', msg: { ...good, detections: [first, null] }, code: 'BAD_BOXES' },
      { name: 'a box with text in it', msg: { ...good, detections: [{ bbox: [1, 2, 'x', 3] }] }, code: 'BAD_BOXES' },
      {
        name: 'a box outside the image',
        msg: { ...good, detections: [{ bbox: [500, 20, 9, 9] }] },
        code: 'BAD_BOXES',
      },
      {
        name: 'a mask of another size than its dims',
        msg: { ...good, detections: [{ ...first, mask: { ...first!.mask, dims: [3, 3] } }] },
        code: 'BAD_BOXES',
      },
      {
        name: 'detections of a larger image',
        msg: { ...good, vision: { image: { width: 640, height: 640 } } },
        code: 'BAD_BOXES',
      },
      { name: 'a broken image', msg: { ...good, payload: image.subarray(0, 500) }, code: 'BAD_IMAGE' },
    ]) {
      it(`with ${styles.join(', ')} sends nothing for ${name}`, async () => {
        await loadFlow(flow({ styles }));
        const [out, caught] = [inbox('out'), inbox('caught')];

        send('draw', { ...msg });
        const message = await caught.next();
        send('draw', { ...good });
        await out.next();

        assert.equal(errorOf(message).code, code, errorOf(message).message);
        assert.equal(out.messages.length, 1);
      });
    }
  }

  for (const { name, settings, says } of [
    { name: 'an unknown style', settings: { styles: ['blurr'] }, says: /^styles must be a list of blur,/ },
    {
      name: 'an unknown style of a class',
      settings: { classes: [{ label: 'cat', styles: ['blurr'] }] },
      says: /^classes\[0\]\.styles must be some of blur,/,
    },
    { name: 'an invalid class', settings: { classes: ['cat'] }, says: /^classes must be a list of objects/ },
    {
      name: 'a negative growth',
      settings: { grow: -1 },
      says: /^grow must be auto or a whole number from 0 to 1000, got -1/,
    },
    {
      name: 'an invalid colour',
      settings: { backgroundColour: 'red' },
      says: /^backgroundColour must be a colour/,
    },
    {
      name: 'an unknown placeholder',
      settings: { labelText: '{name}' },
      says: /^labelText must be .*\{trackId\}.*"\{name\}"/,
    },
    {
      name: 'a cut-out into JPEG',
      settings: { styles: ['cutout'] },
      says: /^format must be png, webp or avif for cutout/,
    },
  ]) {
    it(`sends nothing with ${name}`, async () => {
      await loadFlow(flow(settings));
      const [out, caught] = [inbox('out'), inbox('caught')];

      send('draw', { ...good });
      const message = await caught.next();

      assert.equal(errorOf(message).code, 'INVALID_INPUT');
      assert.match(errorOf(message).message, says);
      assert.equal(out.messages.length, 0);
    });
  }

  it('sends nothing if the drawing process dies, and hides objects in the next image', async () => {
    await loadFlow(flow({ styles: ['blur'], format: 'avif' }));
    const [out, caught] = [inbox('out'), inbox('caught')];
    const [large, child] = [largeImage(), nextChild('render-process.js')];
    send('draw', { ...good });
    await out.next();

    const { width, height } = large;
    send('draw', { payload: large, detections, vision: { image: { width, height } } });
    await delay(WORKING_MS);
    (await child).kill('SIGSEGV');
    const message = await caught.next();
    send('draw', { ...good });
    await out.next();

    assert.equal(errorOf(message).code, 'ENGINE_CRASHED');
    assert.match(
      errorOf(message).message,
      /^The drawing process ended \(SIGSEGV\)\. The next message starts a new one$/,
    );
    assert.equal(out.messages.length, 2);
  });

  it('fails an image beyond its time limit, and draws the next one', async () => {
    await loadFlow(flow({ timeoutSeconds: 2 }));
    const [out, caught, child] = [inbox('out'), inbox('caught'), nextChild('render-process.js')];
    send('draw', { ...good });
    await out.next();

    (await child).kill('SIGSTOP');
    send('draw', { ...good });
    const message = await caught.next();
    send('draw', { ...good });
    await out.next();

    assert.equal(errorOf(message).code, 'ENGINE_TIMEOUT');
    assert.ok(!isAlive((await child).pid!));
  });

  it('leaves no process behind when it is removed', async () => {
    const pids: number[] = [];
    for (let deploy = 0; deploy < 3; deploy++) {
      await loadFlow(flow({ styles: ['overlay'] }));
      const [out, child] = [inbox('out'), nextChild('render-process.js')];
      send('draw', { ...good });
      await out.next();
      pids.push((await child).pid!);
      await unloadFlow();
    }

    assert.equal(new Set(pids).size, 3);
    assert.deepEqual(pids.filter(isAlive), []);
  });

  it('hides nothing if nothing was detected', async () => {
    await loadFlow(flow({ styles: ['blur'], format: 'png' }));
    const out = inbox('out');

    send('draw', { payload: image, detections: [] });
    const { payload } = await out.next();

    assert.deepEqual((await decodeImage(payload as Buffer)).data, (await decodeImage(image)).data);
  });
});
