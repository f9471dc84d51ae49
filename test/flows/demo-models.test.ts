import assert from 'node:assert/strict';
import { promptFor } from '../../models/demo/evaluate/labelled-picture';
import { type Figures, figuresOf, type Tally, tallyOf } from '../../models/demo/evaluate/tally';
import { openEngine, parsePrompt } from '../../src';
import { type Scene, scene, sceneCount } from '../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;

describe('the demo models on all drawn scenes', () => {
  const engine = openEngine('demo models', { device: 'cpu', graceMs: 0 });
  let figures: Figures;

  before(async () => {
    const tallies: Tally[] = [];
    for (let index = 0; index < sceneCount; index++) tallies.push(await tallyScene(scene(index)));
    figures = figuresOf(tallies);
  });
  after(() => engine.close());

  async function tallyScene(drawn: Scene): Promise<Tally> {
    const classes = parsePrompt('prompt', promptFor(drawn));
    const { detections: boxes } = await engine.detect({ image: drawn.image, model, classes });
    const { detections } = await engine.segment({ image: drawn.image, model, detections: boxes });
    return tallyOf(drawn, detections);
  }

  it('find at least 93 % of what is there', () => {
    assert.ok(figures.recall >= 0.93, `recall ${figures.recall}`);
  });

  it('are right in at least 95 % of what they find', () => {
    assert.ok(figures.precision >= 0.95, `precision ${figures.precision}`);
  });

  it('find at most 5 % of what is not there', () => {
    assert.ok(figures.absentFound <= 0.05, `absent phrases found ${figures.absentFound}`);
  });

  it('cut out masks with a mean IoU of at least 0.9', () => {
    assert.ok(figures.maskIou >= 0.9, `mean mask IoU ${figures.maskIou}`);
  });
});
