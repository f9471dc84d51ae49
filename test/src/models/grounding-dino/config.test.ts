import assert from 'node:assert/strict';
import { detectorFiles, refuseOtherFamily } from '../../../../src/models/grounding-dino/config';
import type { Tokenizer } from '../../../../src/models/grounding-dino/tokenizer';

describe('refuseOtherFamily', () => {
  for (const modelType of ['grounding-dino', 'mm-grounding-dino', 'my-own-detector', undefined]) {
    it(`accepts ${modelType ?? 'no model_type'}`, () => {
      assert.doesNotThrow(() => refuseOtherFamily(modelType));
    });
  }

  const others = [
    {
      modelType: 'owlv2',
      message:
        /^Not a Grounding DINO model: its config\.json has the model_type owlv2\. Its text input or its boxes have another format\. /,
    },
    { modelType: 'sam2_video', message: /It segments: choose it in the sam node\. This node takes Grounding DINO/ },
    { modelType: 'yolos', message: /It detects a fixed list of classes/ },
  ];
  for (const { modelType, message } of others) {
    it(`refuses ${modelType} with the reason`, () => {
      assert.throws(() => refuseOtherFamily(modelType), { code: 'MODEL_UNSUPPORTED', message });
    });
  }
});

describe('detectorFiles', () => {
  const tokenizer = {} as Tokenizer;

  it('requires a feature cell for every query', () => {
    assert.equal(detectorFiles({ num_queries: 900 }, {}, tokenizer).queries, 900);
  });

  it('requires one feature cell if the export takes images of any shape', () => {
    const config = { num_queries: 900, grounded_sam_export: { takes_any_shape: true } };

    assert.equal(detectorFiles(config, {}, tokenizer).queries, 1);
  });
});
