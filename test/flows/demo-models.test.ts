import assert from 'node:assert/strict';
import { type Detection, openEngine, parsePrompt } from '../../src';
import { boxIou } from '../../src/geometry/box';
import { maskIou } from '../../src/geometry/mask';
import { type Scene, scene, sceneCount } from '../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;

/** A detection of the right label whose box overlaps this much counts as found, as in the demo models' README. */
const MATCH_IOU = 0.5;

describe('the demo models on all drawn scenes', () => {
  const engine = openEngine('demo models', { device: 'cpu', graceMs: 0 });
  const totals = { objects: 0, detections: 0, found: 0, maskIou: 0, absent: 0, falselyFound: 0 };

  before(async () => {
    for (let index = 0; index < sceneCount; index++) await addScene(scene(index));
  });
  after(() => engine.close());

  async function addScene({ image, objects, absent }: Scene): Promise<void> {
    const present = [...new Set(objects.map(({ label }) => label))];
    const classes = parsePrompt('prompt', [...present, ...absent]);
    const { detections: boxes } = await engine.detect({ image, model, classes });
    const { detections } = await engine.segment({ image, model, detections: boxes });
    totals.objects += objects.length;
    totals.detections += detections.length;
    totals.absent += absent.length;
    totals.falselyFound += absent.filter((label) => detections.some((one) => one.label === label)).length;
    const matched = new Set<object>();
    for (const detection of detections) {
      const truth = objects.find((object) => !matched.has(object) && isMatch(object, detection));
      if (!truth) continue;
      matched.add(truth);
      totals.found++;
      totals.maskIou += maskIou(truth.mask, detection.mask!);
    }
  }

  const isMatch = (truth: Pick<Detection, 'label' | 'bbox'>, { label, bbox }: Detection): boolean =>
    truth.label === label && boxIou(truth.bbox, bbox) >= MATCH_IOU;

  it('find at least 91 % of what is there', () => {
    assert.ok(totals.found / totals.objects >= 0.91, `recall ${totals.found / totals.objects}`);
  });

  it('are right in at least 93 % of what they find', () => {
    assert.ok(totals.found / totals.detections >= 0.93, `precision ${totals.found / totals.detections}`);
  });

  it('find at most 5 % of what is not there', () => {
    assert.ok(totals.falselyFound / totals.absent <= 0.05, `${totals.falselyFound} of ${totals.absent}`);
  });

  it('cut out masks with a mean IoU of at least 0.88', () => {
    assert.ok(totals.maskIou / totals.found >= 0.88, `mean mask IoU ${totals.maskIou / totals.found}`);
  });
});
