import assert from 'node:assert/strict';
import { checkDetectorSession } from '../../../../src/models/grounding-dino/detector';
import { infos } from '../../../support/sessions';

describe('checkDetectorSession', () => {
  const taking = (...names: string[]) => infos(Object.fromEntries(names.map((name) => [name, [1, 'n']])));
  const outputs = taking('logits', 'pred_boxes');

  it("takes transformers' export", () => {
    assert.doesNotThrow(() =>
      checkDetectorSession({
        inputs: taking('pixel_values', 'pixel_mask', 'input_ids', 'token_type_ids', 'attention_mask'),
        outputs,
      }),
    );
  });

  const cases = [
    { name: 'an unknown input', inputs: taking('pixel_values', 'input_ids', 'text_token_mask'), given: outputs },
    { name: 'no pixels', inputs: taking('input_ids'), given: outputs },
    { name: 'no text', inputs: taking('pixel_values', 'pixel_mask'), given: outputs },
    { name: 'a single output', inputs: taking('pixel_values', 'input_ids'), given: taking('logits') },
  ];
  for (const { name, inputs, given } of cases) {
    it(`refuses a graph with ${name}, by the inputs it takes`, () => {
      assert.throws(() => checkDetectorSession({ inputs, outputs: given }), {
        code: 'MODEL_UNSUPPORTED',
        message: new RegExp(`it takes ${inputs.map((input) => input.name).join(', ')}; known inputs are pixel_values`),
      });
    });
  }
});
