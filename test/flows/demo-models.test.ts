import assert from 'node:assert/strict';
import { promptFor } from '../../models/demo/evaluate/labelled-image';
import { type Metrics, metricsOf, type Tally, tallyOf } from '../../models/demo/evaluate/tally';
import { openEngine, parsePrompt } from '../../src';
import { type Scene, scene, sceneCount } from '../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;

describe('the demo models on all drawn scenes', () => {
  const engine = openEngine('demo models', { device: 'cpu', graceMs: 0 });
  let metrics: Metrics;

  before(async () => {
    const tallies: Tally[] = [];
    for (let index = 0; index < sceneCount; index++) tallies.push(await tallyScene(scene(index)));
    metrics = metricsOf(tallies);
  });
  after(() => engine.close());

  async function tallyScene(drawn: Scene): Promise<Tally> {
    const classes = parsePrompt('prompt', promptFor(drawn));
    const { detections: boxes } = await engine.detect({ image: drawn.image, model, classes });
    const { detections } = await engine.segment({ image: drawn.image, model, detections: boxes });
    return tallyOf(drawn, detections);
  }

  it('find at least 93 % of the objects', () => {
    assert.ok(metrics.recall >= 0.93, `recall ${metrics.recall}`);
  });

  it('are correct in at least 95 % of their detections', () => {
    assert.ok(metrics.precision >= 0.95, `precision ${metrics.precision}`);
  });

  it('detect at most 5 % of the absent phrases', () => {
    assert.ok(metrics.absentDetected <= 0.05, `absent phrases with a detection ${metrics.absentDetected}`);
  });

  it('segment with a mean mask IoU of at least 0.9', () => {
    assert.ok(metrics.maskIou >= 0.9, `mean mask IoU ${metrics.maskIou}`);
  });
});
