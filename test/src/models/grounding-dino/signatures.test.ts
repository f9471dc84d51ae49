import assert from 'node:assert/strict';
import { detectorSignatureFor } from '../../../../src/models/grounding-dino/signatures';
import { infos } from '../../../support/sessions';

const taking = (...names: string[]) => infos(Object.fromEntries(names.map((name) => [name, [1, 'n']])));
const outputs = taking('logits', 'pred_boxes');
const HF = ['pixel_values', 'pixel_mask', 'input_ids', 'token_type_ids', 'attention_mask'];
const ORIGINAL = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids', 'text_token_mask'];

describe('detectorSignatureFor', () => {
  const known = [
    { name: "transformers' export", inputs: HF, given: ['logits', 'pred_boxes'], signature: 'hugging-face' },
    {
      name: 'one without masks',
      inputs: ['pixel_values', 'input_ids'],
      given: ['logits', 'pred_boxes'],
      signature: 'hugging-face',
    },
    {
      name: 'one with more outputs',
      inputs: HF,
      given: ['logits', 'pred_boxes', 'last_hidden_state'],
      signature: 'hugging-face',
    },
    {
      name: "the original repository's export",
      inputs: ['img', ...ORIGINAL],
      given: ['logits', 'boxes'],
      signature: 'original',
    },
    {
      name: "NVIDIA TAO's export",
      inputs: ['inputs', ...ORIGINAL],
      given: ['pred_logits', 'pred_boxes'],
      signature: 'original',
    },
  ];
  for (const { name, inputs, given, signature } of known) {
    it(`knows ${name} by its inputs and outputs`, () => {
      assert.equal(detectorSignatureFor({ inputs: taking(...inputs), outputs: taking(...given) }).name, signature);
    });
  }

  const cases = [
    { name: 'an unknown input', inputs: taking(...HF, 'point_coords'), given: outputs },
    {
      name: 'masks without position ids for them',
      inputs: taking('pixel_values', 'input_ids', 'text_token_mask'),
      given: outputs,
    },
    { name: 'no pixels', inputs: taking('input_ids'), given: outputs },
    { name: 'no text', inputs: taking('pixel_values', 'pixel_mask'), given: outputs },
    { name: 'a single output', inputs: taking('pixel_values', 'input_ids'), given: taking('logits') },
    { name: "another's outputs", inputs: taking('pixel_values', 'input_ids'), given: taking('dets', 'labels') },
  ];
  for (const { name, inputs, given } of cases) {
    it(`refuses a graph with ${name}, by what it takes and gives`, () => {
      const names = inputs.map((input) => input.name).join(', ');

      assert.throws(() => detectorSignatureFor({ inputs, outputs: given }), {
        code: 'MODEL_UNSUPPORTED',
        message: new RegExp(`it takes ${names} and gives .*Known kinds: hugging-face takes pixel_values, `),
      });
    });
  }
});
