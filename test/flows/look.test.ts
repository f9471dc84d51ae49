import assert from 'node:assert/strict';
import type { Detection, RawImage, Vision } from '../../src';
import { largePicture } from '../support/large-picture';
import { catchAll, errorOf, inbox, loadFlow, type Message, nextEnd, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const prompt = [...new Set(scene(19).objects.map(({ label }) => label))].join('. ');
const rightHalf = [
  [0.5, 0],
  [1, 0],
  [1, 1],
  [0.5, 1],
];
const moved = { moved: true, why: 'moved', share: 0.1, boxes: [[700, 400, 320, 320]], skipped: 0 };

const flow = (settings: object) => [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt, wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
];

const seenIn = ({ vision }: Message): unknown => (vision as Vision).detector!.seen;
const countIn = ({ detections }: Message): number => (detections as Detection[]).length;

describe('grounding-dino looks at', () => {
  let picture: RawImage;
  let objects: number;

  before(async () => {
    const large = await largePicture(19, [700, 400]);
    picture = large.picture;
    objects = large.objects.length;
  });
  afterEach(unloadFlow);

  /** The end of a message with this image. */
  async function endOf(msg: object): Promise<Message> {
    const end = nextEnd();
    send('find', { payload: picture, ...msg });
    return end;
  }

  it('the complete image by default, and ignores msg.grid, msg.region and msg.motion', async () => {
    await loadFlow(flow({}));

    const message = await endOf({ grid: 'a grid', region: 'a region', motion: 'much' });

    assert.equal(seenIn(message), undefined);
    assert.ok(countIn(message) < objects);
  });

  it('tiles, of which a message can change the grid', async () => {
    await loadFlow(flow({ look: 'tiles', grid: '1x1' }));

    assert.ok(countIn(await endOf({})) < objects);
    assert.ok(countIn(await endOf({ grid: '3x2' })) >= objects);
    assert.ok(countIn(await endOf({ grid: { columns: 3, rows: 2 } })) >= objects);
    assert.ok(countIn(await endOf({ look: 'whole', grid: '3x2' })) < objects);
  });

  it('the moving part that a motion-gate reports', async () => {
    await loadFlow(flow({ look: 'moving' }));

    const message = await endOf({ motion: moved });

    assert.deepEqual(seenIn(message), [[646, 360, 428, 400]]);
    assert.ok(countIn(message) > 0);
  });

  for (const { name, motion } of [
    { name: 'no motion-gate', motion: undefined },
    ...['first', 'scene', 'due', 'forced'].map((why) => ({ name: `the reason ${why}`, motion: { ...moved, why } })),
    { name: 'no boxes', motion: { ...moved, why: 'hold', boxes: [] } },
  ]) {
    it(`the complete image instead of the moving part with ${name}`, async () => {
      await loadFlow(flow({ look: 'moving' }));

      assert.equal(seenIn(await endOf({ motion })), undefined);
    });
  }

  for (const { name, settings, msg } of [
    { name: 'the setting', settings: { region: JSON.stringify(rightHalf) }, msg: {} },
    { name: 'a property', settings: { region: 'yard.gate', regionType: 'msg' }, msg: { yard: { gate: rightHalf } } },
    { name: 'an expression', settings: { region: '[[0.5,0],[1,0],[1,1],[0.5,1]]', regionType: 'jsonata' }, msg: {} },
    { name: 'msg.region', settings: { region: '[[0,0],[0.5,0],[0.5,1]]' }, msg: { region: rightHalf } },
    { name: 'msg.region as text', settings: {}, msg: { region: '0.5,0,1,0,1,1,0.5,1' } },
  ]) {
    it(`a region from ${name}`, async () => {
      await loadFlow(flow({ look: 'region', ...settings }));

      const message = await endOf(msg);

      assert.deepEqual(seenIn(message), [[640, 0, 640, 960]]);
      assert.ok(countIn(message) > 0);
    });
  }

  const refused: readonly {
    readonly name: string;
    readonly settings: object;
    readonly msg?: object;
    readonly message: RegExp;
  }[] = [
    {
      name: 'another look',
      settings: { look: 'corners' },
      message: /^look must be one of whole, tiles, moving, region/,
    },
    {
      name: 'another look of a message',
      settings: {},
      msg: { look: 7 },
      message: /^msg\.look must be one of whole, tiles/,
    },
    {
      name: 'a bad grid',
      settings: { look: 'tiles', grid: '0x2' },
      message: /^grid must be columns x rows of tiles, such as 2x2/,
    },
    {
      name: 'a bad grid of a message',
      settings: { look: 'tiles' },
      msg: { grid: 9 },
      message: /^msg\.grid must be columns x rows/,
    },
    {
      name: 'a bad overlap',
      settings: { look: 'tiles', tileOverlap: 1 },
      message: /^tileOverlap must be a number from 0 to 0\.9/,
    },
    { name: 'no region', settings: { look: 'region' }, message: /^region must be the corners of a polygon/ },
    {
      name: 'a region in pixels',
      settings: { look: 'region' },
      msg: {
        region: [
          [0, 0],
          [640, 0],
          [640, 480],
        ],
      },
      message: /^msg\.region must be the corners of a polygon in shares/,
    },
    {
      name: 'a region whose edges cross',
      settings: { look: 'region', region: '[[0,0],[1,1],[1,0],[0,1]]' },
      message: /^region must be .* without edges that cross/,
    },
    {
      name: 'a property without a region',
      settings: { look: 'region', region: 'yard', regionType: 'msg' },
      message: /^msg\.yard must be the corners/,
    },
    {
      name: 'a box of three numbers in msg.motion.boxes',
      settings: { look: 'moving' },
      msg: { motion: { boxes: [[1, 2, 3]] } },
      message: /^msg\.motion\.boxes must be a list of boxes/,
    },
    {
      name: 'msg.motion as text',
      settings: { look: 'moving' },
      msg: { motion: 'much' },
      message: /^msg\.motion\.boxes must be a list of boxes/,
    },
    {
      name: 'a region that cannot be read',
      settings: { look: 'region' },
      msg: {
        get region(): never {
          throw new Error('gone');
        },
      },
      message: /^msg\.region cannot be read: gone/,
    },
  ];
  for (const { name, settings, msg = {}, message } of refused) {
    it(`nothing, and refuses ${name}`, async () => {
      await loadFlow(flow(settings));
      const end = nextEnd();
      send('find', Object.defineProperties({ payload: picture }, Object.getOwnPropertyDescriptors(msg)));

      const error = errorOf(await end);
      assert.equal(error.code, 'INVALID_INPUT');
      assert.match(error.message, message);
    });
  }
});

describe('object-tracker after a look at a part of an image', () => {
  afterEach(unloadFlow);

  /** Number of tracks after an image with an object on the left, and six images without objects. `detector` is that of the six. */
  async function tracksAfter(id: string, detector: object): Promise<number> {
    await loadFlow([
      { id, type: 'object-tracker', colours: false, confirmHits: 1, confirmSeconds: 0, wires: [['out'], []] },
      { id: 'out', type: 'helper' },
      ...catchAll,
    ]);
    const out = inbox('out');
    const person = { label: 'person', score: 0.6, bbox: [100, 100, 60, 120] };
    for (let second = 0; second < 7; second++) {
      const vision = { image: { width: 640, height: 480 }, ...(second === 0 ? {} : { detector }) };
      send(id, { timestamp: 1e12 + second * 1000, vision, detections: second === 0 ? [person] : [] });
    }
    return ((await out.next(7)).tracks as unknown[]).length;
  }

  it('misses only objects in the part that was searched', async () => {
    assert.equal(await tracksAfter('right', { seen: [[320, 0, 320, 480]] }), 1);
  });

  it('misses all objects without a part', async () => {
    assert.equal(await tracksAfter('everywhere', {}), 0);
  });

  it('refuses text as a box in msg.vision.detector.seen', async () => {
    await loadFlow([
      { id: 'bad', type: 'object-tracker', colours: false, wires: [['out'], []] },
      { id: 'out', type: 'helper' },
      ...catchAll,
    ]);
    const end = nextEnd();
    send('bad', { vision: { image: { width: 640, height: 480 }, detector: { seen: ['left'] } }, detections: [] });

    assert.match(errorOf(await end).message, /^msg\.vision\.detector\.seen must be a list of boxes/);
  });
});
