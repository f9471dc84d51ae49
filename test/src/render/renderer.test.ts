import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type { Bbox, ImageInput } from '../../../src/contract';
import { VisionError } from '../../../src/errors';
import { decodeImage } from '../../../src/image/decode';
import { encodeImage } from '../../../src/image/encode';
import { openRenderer, type Renderer, type RenderRequest, renderDefaults } from '../../../src/render/renderer';
import { noFonts } from '../../support/environment';
import { isAlive, largeImage, limitMemory, nextChild, WORKING_MS } from '../../support/processes';
import { scene } from '../../support/scenes';
import { boundsOf, detection, drawnPixels, greyImage, solidMask } from './images';

const cat = detection('cat', [2, 2, 4, 3], solidMask(4, 3, [2, 2]));

const request = (image: ImageInput, rest: Partial<RenderRequest> = {}): RenderRequest => ({
  ...renderDefaults,
  format: 'png',
  styles: ['overlay'],
  image,
  detections: [cat],
  ...rest,
});

/** 144 MB of pixels in a small file. */
const hugePng = (): Promise<Buffer> =>
  sharp({ create: { width: 8000, height: 6000, channels: 3, background: 'grey' } })
    .png()
    .toBuffer();

describe('a renderer', () => {
  let renderer: Renderer;
  beforeEach(() => {
    renderer = openRenderer();
  });
  afterEach(() => renderer.close());

  it('returns the image with the detections drawn on it', async () => {
    const { data, image, size } = await renderer.render(request(greyImage(8, 6)));

    assert.deepEqual([image, size], Array(2).fill({ width: 8, height: 6 }));
    assert.deepEqual(drawnPixels(await decodeImage(data)), [
      '........',
      '........',
      '..####..',
      '..####..',
      '..####..',
      '........',
    ]);
  });

  it('copies an image into a small JPEG file', async () => {
    const { data, ...sizes } = await renderer.picture({ image: greyImage(8, 6), maxSide: 4, quality: 80 });

    assert.deepEqual(sizes, { size: { width: 4, height: 3 }, image: { width: 8, height: 6 } });
    assert.equal((await sharp(data).metadata()).format, 'jpeg');
    assert.equal(data.buffer.byteLength, data.length, 'not a view of a larger message');
  });

  it('makes a small copy of an image', async () => {
    const { data, ...sizes } = await renderer.thumbnail({ image: greyImage(8, 6), maxWidth: 4 });

    assert.deepEqual(sizes, { width: 4, height: 3, image: { width: 8, height: 6 } });
    assert.equal(data.length, 4 * 3 * 3);
    assert.equal(data.buffer.byteLength, data.length, 'not a view of a larger message');
  });

  it('makes a small grey copy of an image', async () => {
    const { data, ...sizes } = await renderer.grey({ image: greyImage(8, 6), maxWidth: 4 });

    assert.deepEqual(sizes, { width: 4, height: 3, image: { width: 8, height: 6 } });
    assert.equal(data.length, 4 * 3);
    assert.equal(data.buffer.byteLength, data.length, 'not a view of a larger message');
  });

  for (const { name, bbox, expected } of [
    { name: 'a box, in whole pixels', bbox: [2.5, 1.5, 3, 2], expected: [2, 1, 4, 3] },
    { name: 'the part of a box that is in the image', bbox: [-3, 4, 5, 9], expected: [0, 4, 2, 2] },
    { name: 'one pixel for a box next to the image', bbox: [20, 2, 3, 3], expected: [7, 2, 1, 3] },
  ] as { name: string; bbox: Bbox; expected: Bbox }[]) {
    it(`cuts out ${name}`, async () => {
      const { data, bbox: cut, image } = await renderer.crop({ image: greyImage(8, 6), bbox });

      const { format, width, height } = await sharp(data).metadata();
      assert.deepEqual({ cut, image }, { cut: expected, image: { width: 8, height: 6 } });
      assert.deepEqual({ format, width, height }, { format: 'jpeg', width: expected[2], height: expected[3] });
      assert.equal(data.buffer.byteLength, data.length, 'not a view of a larger message');
    });
  }

  it('cuts nothing out of an image of another size than that of the box', async () => {
    const other = { image: greyImage(8, 6), bbox: [1, 1, 2, 2] as Bbox, foundOn: { width: 16, height: 12 } };

    await assert.rejects(renderer.crop(other), { code: 'BAD_BOXES', message: /^The image size does not match/ });
  });

  it('refuses an invalid mask, and draws the next image', async () => {
    const mask = { type: 'uint8', dims: [0, 1e9], offset: [0, 0], data: Buffer.alloc(0) } as const;
    const broken = request(greyImage(8, 6), { detections: [{ ...cat, mask }], maxWidth: 4 });

    await assert.rejects(renderer.render(broken), { code: 'BAD_BOXES', message: /^detections\[0\]\.mask must be/ });
    await renderer.render(request(greyImage(8, 6)));
  });

  it('draws a scene in the default styles', async () => {
    const { image, objects } = scene(4);
    const detections = objects.map((object, index) => ({ ...object, score: 0.9 - index / 10 }));

    const { data } = await renderer.render({ ...renderDefaults, image, detections });

    const drawn = await decodeImage(data);
    assert.deepEqual([drawn.width, drawn.height], [320, 320]);
    assert.notDeepEqual(Buffer.from(drawn.data), Buffer.from((await decodeImage(image)).data));
  });

  for (const { format, signature } of [
    { format: 'jpeg', signature: 'ffd8ff' },
    { format: 'png', signature: '89504e' },
    { format: 'webp', signature: '524946' },
    { format: 'avif', signature: '000000' },
  ] as const) {
    it(`encodes ${format} into a Buffer that owns its memory`, async () => {
      const { data } = await renderer.render(request(greyImage(64, 48), { format }));

      assert.ok(Buffer.isBuffer(data));
      assert.equal(data.toString('hex', 0, 3), signature);
      assert.equal(data.buffer.byteLength, data.length);
    });
  }

  it('shrinks the image before it draws, so that lines keep their width', async () => {
    const options: Partial<RenderRequest> = { styles: ['box'], detections: [detection('cat', [40, 40, 400, 200])] };

    const { data, image, size } = await renderer.render(request(greyImage(640, 480), { ...options, maxWidth: 64 }));

    assert.deepEqual({ image, size }, { image: { width: 640, height: 480 }, size: { width: 64, height: 48 } });
    const rows = drawnPixels(await decodeImage(data));
    assert.deepEqual([rows[3], rows[4]], ['.'.repeat(64), `....${'#'.repeat(40)}${'.'.repeat(20)}`]);
    assert.equal(rows[5], `....#${'.'.repeat(38)}#${'.'.repeat(20)}`);
  });

  for (const format of ['png', 'webp', 'avif'] as const) {
    it(`encodes a cut-out into ${format} with alpha`, async () => {
      const { data } = await renderer.render(request(greyImage(64, 48), { styles: ['cutout'], format }));

      const { data: pixels, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
      const [outside, inside] = [pixels[3]!, pixels[(3 * 64 + 3) * 4 + 3]!];
      assert.equal(info.channels, 4);
      // AVIF also encodes alpha with loss.
      assert.ok(outside <= 5 && inside >= 250, `${outside}, ${inside}`);
    });
  }

  it('encodes translucent pixels with the colour that was painted', async () => {
    const styles = ['cutout', 'background'] as const;
    const look = { styles, backgroundColour: '#ff8000', backgroundOpacity: 0.25, detections: [] };

    const { data } = await renderer.render(request(greyImage(8, 6), look));

    assert.deepEqual([...(await sharp(data).raw().toBuffer()).subarray(0, 4)], [255, 128, 0, 64]);
  });

  it('rejects a cut-out into JPEG, which has no alpha', async () => {
    const options: Partial<RenderRequest> = { styles: ['cutout'], format: 'jpeg' };

    await assert.rejects(renderer.render(request(greyImage(8, 6), options)), {
      code: 'INVALID_INPUT',
      message: 'format must be png, webp or avif for cutout, got "jpeg"',
    });
  });

  it('writes no EXIF data, which may contain a thumbnail of the original', async () => {
    const exif = { IFD0: { ImageDescription: 'home' } };
    const photo = await sharp(await encodeImage(greyImage(8, 6), 'jpeg', 80))
      .withExif(exif)
      .jpeg()
      .toBuffer();
    assert.ok((await sharp(photo).metadata()).exif);

    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const { data } = await renderer.render(request(photo, { format }));
      const { exif: left, icc, xmp } = await sharp(data).metadata();
      assert.deepEqual([left, icc, xmp], [undefined, undefined, undefined], format);
    }
  });

  it('makes smaller files at lower quality', async () => {
    const { image } = scene(14);
    const lengthAt = async (quality: number) =>
      (await renderer.render(request(image, { format: 'jpeg', quality }))).data.length;

    assert.ok((await lengthAt(20)) < (await lengthAt(80)));
  });

  it('encodes the image again if there are no detections', async () => {
    const { image } = scene(14);

    const { data } = await renderer.render(request(image, { detections: [], styles: renderDefaults.styles }));

    assert.deepEqual(Buffer.from((await decodeImage(data)).data), Buffer.from((await decodeImage(image)).data));
  });

  it('does not change its input', async () => {
    const raw = greyImage(8, 6);
    const encoded = await encodeImage(raw, 'png', 80);
    const before = [raw.data, encoded, cat.mask!.data].map((buffer) => Buffer.from(buffer));

    await renderer.render(request(raw));
    await renderer.render(request(encoded));

    assert.deepEqual([raw.data, encoded, cat.mask!.data], before);
  });

  it('accepts a Buffer that is part of a larger one', async () => {
    const encoded = await encodeImage(greyImage(8, 6), 'png', 80);
    const padded = Buffer.concat([Buffer.alloc(100), encoded, Buffer.alloc(100)]).subarray(100, 100 + encoded.length);

    const [fromPart, fromWhole] = await Promise.all([
      renderer.render(request(padded)),
      renderer.render(request(encoded)),
    ]);

    assert.deepEqual(fromPart.data, fromWhole.data);
  });

  it('accepts detections with properties of other nodes', async () => {
    const foreign = { ...cat, phrase: 'a cat', onClick: () => {} };

    await assert.doesNotReject(renderer.render(request(greyImage(8, 6), { detections: [foreign] })));
  });

  it('reports the duration of the stages', async () => {
    const { ms } = await renderer.render(request(greyImage(8, 6)));

    assert.deepEqual(Object.keys(ms).sort(), ['decode', 'inference', 'load', 'queue', 'total']);
    assert.equal(ms.load, 0);
    assert.ok(ms.total >= ms.decode && ms.total >= ms.inference);
  });

  for (const { name, image } of [
    { name: 'is not an image', image: Buffer.from('this is not an image at all') },
    { name: 'is cut off before its pixels', image: scene(4).image.subarray(0, 40) },
  ]) {
    it(`rejects an input that ${name}, and continues`, async () => {
      await assert.rejects(renderer.render(request(image)), { name: 'VisionError', code: 'BAD_IMAGE' });
      await assert.doesNotReject(renderer.render(request(greyImage(8, 6))));
    });
  }

  it('rejects an unknown style', async () => {
    const styles = ['overlay', 'glitter'] as unknown as RenderRequest['styles'];

    await assert.rejects(renderer.render(request(greyImage(8, 6), { styles })), {
      code: 'INVALID_INPUT',
      message: /^styles must be some of blur, .*, label, got "glitter"$/,
    });
  });

  it('rejects a call with the reason of its signal', async () => {
    const reason = new Error('no longer wanted');
    const controller = new AbortController();
    const rendered = renderer.render(request(greyImage(800, 600)), { signal: controller.signal });
    controller.abort(reason);

    await assert.rejects(rendered, reason);
    await assert.rejects(renderer.render(request(greyImage(8, 6)), { signal: controller.signal }), reason);
  });

  it('keeps concurrent images apart', async () => {
    const widths = [10, 20, 30, 40];

    const results = await Promise.all(widths.map((width) => renderer.render(request(greyImage(width, 6)))));

    assert.deepEqual(
      results.map(({ image }) => image.width),
      widths,
    );
  });

  it('keeps the colour of a label for all images and renderers', async () => {
    const other = openRenderer();
    const labels = Array.from({ length: 12 }, (_, index) => detection(`thing ${index}`, [index * 10, 0, 10, 10]));
    const draw = async (from: Renderer, detections: typeof labels) =>
      decodeImage((await from.render(request(greyImage(120, 10), { detections, opacity: 1 }))).data);

    const all = await draw(renderer, labels);
    const one = await draw(other, labels.slice(7, 8));

    const at = (x: number): [number, number, number] => [...all.data.subarray(x * 3, x * 3 + 3)] as never;
    assert.deepEqual(
      boundsOf(one, (rgb) => String(rgb) === String(at(75))),
      { left: 70, top: 0, width: 10, height: 10 },
    );
    await other.close();
  });
});

describe('the drawing process', () => {
  let opened: Renderer[] = [];
  const open = (): Renderer => {
    const renderer = openRenderer();
    opened.push(renderer);
    return renderer;
  };
  afterEach(async () => {
    for (const renderer of opened) await renderer.close();
    opened = [];
  });

  it('is shared by all renderers and ends with the last', async () => {
    const [first, second] = [open(), open()];
    const child = nextChild('render-process.js');
    await Promise.all([first.render(request(greyImage(8, 6))), second.render(request(greyImage(8, 6)))]);
    const { pid } = await child;

    await first.close();
    await assert.doesNotReject(second.render(request(greyImage(8, 6))));
    assert.ok(isAlive(pid!));
    await second.close();

    assert.ok(!isAlive(pid!));
  });

  it('fails the image that it draws when it crashes, and the next image starts a new one', async () => {
    const renderer = open();
    const child = nextChild('render-process.js');
    await renderer.render(request(greyImage(8, 6)));
    const crashed = renderer.render(request(largeImage(), { format: 'avif' }));
    await delay(WORKING_MS);
    (await child).kill('SIGSEGV');

    await assert.rejects(crashed, {
      name: 'VisionError',
      code: 'ENGINE_CRASHED',
      message: 'The drawing process ended (SIGSEGV). The next message starts a new one',
    });
    await assert.doesNotReject(renderer.render(request(greyImage(8, 6))));
  });

  it('keeps the colours of classes after it ended', async () => {
    const renderer = open();
    const labels = Array.from({ length: 12 }, (_, index) => detection(`thing ${index}`, [index * 10, 0, 10, 10]));
    const draw = async (detections: typeof labels) =>
      decodeImage((await renderer.render(request(greyImage(120, 10), { detections, opacity: 1 }))).data);
    const child = nextChild('render-process.js');
    const before = await draw(labels);
    (await child).kill('SIGKILL');

    for (const [index, one] of labels.entries()) {
      const after = await draw([one]);
      const at = (index * 10 + 5) * 3;
      assert.deepEqual(after.data.subarray(at, at + 3), before.data.subarray(at, at + 3), one.label);
    }
  });

  it('draws images that waited when it crashed', async () => {
    const renderer = open();
    const child = nextChild('render-process.js');
    await renderer.render(request(greyImage(8, 6)));
    const crashed = renderer.render(request(largeImage(), { format: 'avif' }));
    const waiting = [10, 20].map((width) => renderer.render(request(greyImage(width, 6))));
    await delay(WORKING_MS);
    (await child).kill('SIGSEGV');

    await assert.rejects(crashed, { code: 'ENGINE_CRASHED' });
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ image }) => image.width),
      [10, 20],
    );
  });

  for (const timeoutMs of [2_147_483_648, -1, Number.NaN]) {
    it(`refuses the time limit ${timeoutMs}`, async () => {
      const drawn = open().render(request(greyImage(8, 6)), { timeoutMs });

      await assert.rejects(drawn, { code: 'INVALID_INPUT', message: /^timeoutMs must be/ });
    });
  }

  it('is killed when an image takes longer than the time limit, and the next image starts a new one', async () => {
    const renderer = open();
    const child = nextChild('render-process.js');
    await renderer.render(request(greyImage(8, 6)));
    const { pid } = await child;
    const hung = renderer.render(request(largeImage(), { format: 'avif' }), { timeoutMs: 2000 });
    await delay(WORKING_MS);
    process.kill(pid!, 'SIGSTOP');

    await assert.rejects(hung, {
      code: 'ENGINE_TIMEOUT',
      message: 'The drawing process gave no result within 2 s. The image may be damaged, or too large for this machine',
    });
    await assert.doesNotReject(renderer.render(request(greyImage(8, 6))));
    assert.ok(!isAlive(pid!));
  });

  it('may run out of memory: that image fails, and the next one is drawn', async function () {
    const renderer = open();
    const child = nextChild('render-process.js');
    await renderer.render(request(greyImage(8, 6)));
    if (!limitMemory((await child).pid!, 60 * 2 ** 20)) this.skip();

    const failed = await renderer.render(request(await hugePng())).catch((error: unknown) => error);
    assert.ok(failed instanceof VisionError, String(failed));
    assert.ok(['BAD_IMAGE', 'ENGINE_CRASHED'].includes(failed.code), failed.message);
    await assert.doesNotReject(renderer.render(request(greyImage(8, 6))));
  });

  it('starts again for a renderer that is opened after the last one was closed', async () => {
    for (let round = 0; round < 3; round++) {
      const renderer = openRenderer();
      await assert.doesNotReject(renderer.render(request(greyImage(8, 6))));
      await renderer.close();
    }
  });

  it('fails the calls in flight and later calls of a closed renderer', async () => {
    const renderer = openRenderer();
    const inFlight = renderer.render(request(greyImage(800, 600)));
    const refused = assert.rejects(inFlight, { name: 'VisionError', message: 'The renderer was closed' });
    await renderer.close();
    await renderer.close();

    await refused;
    await assert.rejects(renderer.render(request(greyImage(8, 6))), { message: 'The renderer was closed' });
  });

  for (const { name, script } of [
    {
      name: 'lets a script exit that does not close its renderer',
      script: `openRenderer().render(request).then(() => console.log('done'));`,
    },
    {
      name: 'lets a script wait until its renderer is closed, also during a call',
      script: `const renderer = openRenderer();
        renderer.render(request).catch(() => {});
        setTimeout(() => renderer.close().then(() => console.log('done')), 20);`,
    },
  ]) {
    it(name, () => {
      const start = `
        const { openRenderer, renderDefaults } = require(${JSON.stringify(require.resolve('../../../src/render/renderer'))});
        const image = { data: Buffer.alloc(800 * 600 * 3), width: 800, height: 600, channels: 3 };
        const request = { ...renderDefaults, image, detections: [] };`;
      const { stdout, status } = spawnSync(process.execPath, ['-e', start + script], {
        encoding: 'utf8',
        timeout: 30_000,
      });

      assert.deepEqual({ stdout, status }, { stdout: 'done\n', status: 0 });
    });
  }

  it('draws the same letters where no font is installed', async () => {
    const cats = [detection('кот & cat', [10, 40, 50, 50])];
    const script = `
      const { openRenderer, renderDefaults } = require(${JSON.stringify(require.resolve('../../../src/render/renderer'))});
      const image = { data: Buffer.alloc(320 * 240 * 3, 100), width: 320, height: 240, channels: 3 };
      const request = { ...renderDefaults, format: 'png', image, detections: ${JSON.stringify(cats)} };
      openRenderer().render(request).then(({ data }) => console.log(data.toString('base64')));`;
    const env = { ...process.env, FONTCONFIG_FILE: noFonts };
    const { stdout } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8', timeout: 30_000 });

    const renderer = openRenderer();
    const all = { detections: cats, styles: renderDefaults.styles };
    const { data } = await renderer.render(request(greyImage(320, 240), all));
    await renderer.close();
    assert.equal(stdout.trim(), data.toString('base64'));
  });
});
