import assert from 'node:assert/strict';
import { detectorFiles, refuseOtherFamily } from '../../../../src/models/grounding-dino/config';
import type { Tokenizer } from '../../../../src/models/grounding-dino/tokenizer';

describe('refuseOtherFamily', () => {
  for (const modelType of ['grounding-dino', 'mm-grounding-dino', 'my-own-detector', undefined]) {
    it(`leaves ${modelType ?? 'no model_type'} to be judged by its inputs`, () => {
      assert.doesNotThrow(() => refuseOtherFamily(modelType));
    });
  }

  const others = [
    { modelType: 'owlv2', message: /^Its config\.json says owlv2\. Its words or boxes work in another way\. / },
    { modelType: 'sam2_video', message: /It cuts masks: choose it in the sam node\. This node takes Grounding DINO/ },
    { modelType: 'yolos', message: /It knows a fixed list of classes/ },
  ];
  for (const { modelType, message } of others) {
    it(`refuses ${modelType} and says why`, () => {
      assert.throws(() => refuseOtherFamily(modelType), { code: 'MODEL_UNSUPPORTED', message });
    });
  }
});

describe('detectorFiles', () => {
  const tokenizer = {} as Tokenizer;

  it('asks of a picture a place for every query', () => {
    assert.equal(detectorFiles({ num_queries: 900 }, {}, tokenizer).queries, 900);
  });

  it('asks for no more than one place where an export makes do with fewer queries', () => {
    const config = { num_queries: 900, grounded_sam_export: { takes_any_shape: true } };

    assert.equal(detectorFiles(config, {}, tokenizer).queries, 1);
  });
});
