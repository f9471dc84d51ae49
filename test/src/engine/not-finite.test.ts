import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine, parsePrompt } from '../../../src';
import { poisonWeights } from '../../support/poisoned-weights';
import { scene } from '../../support/scenes';

describe('a model whose weights make it compute NaN', () => {
  const folder = mkdtempSync(join(tmpdir(), 'not-finite-'));
  const { image } = scene(19);
  let engine: Engine;
  before(() => {
    engine = openEngine('not finite', { device: 'cpu', graceMs: 0 });
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  function poisoned(demo: string, graph: string) {
    const model = join(folder, graph);
    cpSync(join('models/demo', demo), model, { recursive: true });
    poisonWeights(join(model, 'onnx', graph));
    return { model, dtype: 'auto', baseFolder: '.' } as const;
  }
  const refusal = (output: RegExp) => ({
    code: 'MODEL_UNSUPPORTED',
    message: new RegExp(`^Output ${output.source} is not finite: .*fp32 on cpu.*another export`),
  });

  it('is refused as a detector, and finds nothing silently', async () => {
    const model = poisoned('grounding-dino', 'model.onnx');

    await assert.rejects(
      engine.detect({ image, model, classes: parsePrompt('prompt', 'star. ring') }),
      refusal(/logits/),
    );
  });

  for (const [graph, output] of [
    ['vision_encoder.onnx', /image_embeddings\.\d/],
    ['prompt_encoder_mask_decoder.onnx', /pred_masks/],
  ] as const) {
    it(`is refused as a segmenter with such a ${graph}`, async () => {
      const model = poisoned('sam2', graph);
      const detections = [{ label: 'star', score: 1, bbox: [20, 20, 60, 60] }] as const;

      await assert.rejects(engine.segment({ image, model, detections }), refusal(output));
    });
  }
});
