import assert from 'node:assert/strict';
import { type Bbox, type Engine, type Look, openEngine, parsePrompt } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { largePicture } from '../../support/large-picture';
import { scene } from '../../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', [...new Set(scene(19).objects.map(({ label }) => label))]);
const tiles = (columns: number, rows: number): Look => ({ at: 'tiles', grid: { columns, rows }, overlap: 0.2 });

describe('detect at parts of an image', () => {
  let engine: Engine;
  let large: Awaited<ReturnType<typeof largePicture>>;

  before(async () => {
    engine = openEngine('looks', { device: 'cpu', graceMs: 0 });
    large = await largePicture(19, [700, 400]);
  });
  after(() => engine.close());

  const detect = async (look: Look, signal?: AbortSignal) =>
    engine.detect({ image: large.picture, model, classes, look }, signal ? { signal } : {});
  const foundOf = ({ detections }: Awaited<ReturnType<typeof detect>>): number =>
    large.objects.filter(({ label, bbox }) =>
      detections.some((one) => one.label === label && boxIou(one.bbox, bbox) > 0.5),
    ).length;

  it('finds objects in tiles that are too small in the complete image', async () => {
    const [whole, tiled] = [await detect({ at: 'whole' }), await detect(tiles(3, 2))];

    assert.equal(foundOf(tiled), large.objects.length);
    assert.ok(foundOf(whole) < large.objects.length);
    assert.equal(tiled.seen, undefined);
    assert.deepEqual(tiled.image, { width: 1280, height: 960 });
    assert.ok(tiled.ms.inference > 2 * whole.ms.inference, 'has the times of all parts');
  });

  it('looks only at the moving part, and reports it', async () => {
    const boxes: Bbox[] = [[700, 400, 320, 320]];

    const { seen, detections } = await detect({ at: 'moving', boxes });

    // 25 % larger, and at least a third of each side.
    assert.deepEqual(seen, [[646, 360, 428, 400]]);
    assert.ok(detections.length > 0);
    assert.equal((await detect({ at: 'moving', boxes: [] })).seen, undefined);
  });

  it('removes detections outside of a region, and reports its rectangle', async () => {
    const [right, left] = [
      await detect({
        at: 'region',
        region: [
          [0.5, 0.25],
          [1, 0.25],
          [1, 1],
          [0.5, 1],
        ],
      }),
      await detect({
        at: 'region',
        region: [
          [0, 0],
          [0.5, 0],
          [0.5, 1],
          [0, 1],
        ],
      }),
    ];

    assert.ok(right.detections.length > 0);
    assert.deepEqual(right.seen, [[640, 240, 640, 720]]);
    assert.deepEqual(left.detections, []);
  });

  it('runs other calls between two tiles', async () => {
    const order: string[] = [];
    const long = detect(tiles(8, 8)).then(() => order.push('tiles'));
    // At most two calls are worked on at a time: the others wait for a slot.
    const short = Array.from({ length: 4 }, () =>
      engine.detect({ image: scene(19).image, model, classes }).then(() => order.push('other')),
    );
    await Promise.all([long, ...short]);

    assert.deepEqual(order, [...short.map(() => 'other'), 'tiles']);
  });

  it('ends between two tiles when it is cancelled', async () => {
    const giveUp = new AbortController();
    const long = detect(tiles(8, 8), giveUp.signal);
    await engine.detect({ image: scene(19).image, model, classes });
    giveUp.abort(new Error('no longer needed'));

    await assert.rejects(long, /no longer needed/);
    // The part that ran when the call was cancelled ends; no other one begins.
    while ((await engine.status())?.calls !== 0) await detect({ at: 'whole' });
    assert.ok((await detect({ at: 'whole' })).ms.queue < 10_000);
  });

  it('refuses a look that cannot be used before anything starts', async () => {
    await assert.rejects(detect({ at: 'tiles', grid: { columns: 0, rows: 2 }, overlap: 0 }), {
      code: 'INVALID_INPUT',
      message: /^look\.grid must be/,
    });
  });
});
