import assert from 'node:assert/strict';
import { type Engine, type Mask, openEngine } from '../../../src';
import { maskBounds, maskIou } from '../../../src/geometry/mask';
import { scene } from '../../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const { image, objects } = scene(19);
const [{ mask: truth, label }] = objects as [(typeof objects)[number]];
/** The mask, as an earlier frame would show it. */
const moved = (by: number): Mask => ({ ...truth, offset: [truth.offset[0] + by, truth.offset[1]] });
const detectionOf = (mask: Mask) => ({ label, score: 1, bbox: maskBounds(mask) });

describe('segment with earlier masks', () => {
  let engine: Engine;

  before(() => {
    engine = openEngine('earlier masks', { device: 'cpu', graceMs: 0 });
  });
  after(() => engine.close());

  it('finds an object again that has moved', async () => {
    const earlier = moved(Math.round(truth.dims[1] / 5));

    const { detections, continuity } = await engine.segment({
      ...{ image, model, detections: [detectionOf(earlier)], earlier: [earlier] },
    });

    const [{ agreement = 0, objectScore = 0, isLost, mask }] = continuity as [NonNullable<typeof continuity>[number]];
    assert.equal(isLost, false);
    assert.ok(agreement > 0.5 && agreement < 1 && objectScore > 0.5);
    assert.ok(maskIou(detections[0]!.mask!, truth) > 0.8);
    assert.deepEqual(mask, detections[0]!.mask);
  });

  it('keeps the earlier mask of an object that is lost', async () => {
    const { detections, continuity } = await engine.segment({
      ...{ image: { data: Buffer.alloc(320 * 320 * 3, 128), width: 320, height: 320, channels: 3 }, model },
      ...{ detections: [detectionOf(truth)], earlier: [truth] },
    });

    assert.equal(continuity![0]!.isLost, true);
    assert.deepEqual(detections[0]!.mask, truth);
    assert.equal(detections[0]!.maskScore, 0);
  });

  it('returns masks before the clean-up for the next frame', async () => {
    const { detections, continuity } = await engine.segment({
      ...{ image, model, detections: [detectionOf(truth)], earlier: [truth], cleanUp: { grow: 5 } },
    });

    assert.ok(detections[0]!.mask!.dims[1] > continuity![0]!.mask.dims[1]);
    assert.ok(maskIou(continuity![0]!.mask, truth) > maskIou(detections[0]!.mask!, truth));
  });

  it('segments detections without an earlier mask as usual', async () => {
    const request = { image, model, detections: [detectionOf(truth)] };
    const [plain, mixed] = [await engine.segment(request), await engine.segment({ ...request, earlier: [undefined] })];

    assert.deepEqual(mixed.detections, plain.detections);
    assert.equal(mixed.continuity![0]!.isLost, undefined);
    assert.equal(plain.continuity, undefined);
  });
});
