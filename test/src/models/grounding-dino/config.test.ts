import assert from 'node:assert/strict';
import { refuseOtherFamily } from '../../../../src/models/grounding-dino/config';

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
