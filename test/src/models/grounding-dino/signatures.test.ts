import assert from 'node:assert/strict';
import { detectorSignatureFor } from '../../../../src/models/grounding-dino/signatures';
import { infos } from '../../../support/sessions';

const taking = (...names: string[]) => infos(Object.fromEntries(names.map((name) => [name, [1, 'n']])));
const packedImage = infos({ image: [1, 'height', 'width', 3] });
const outputs = taking('logits', 'pred_boxes');
const HF = ['pixel_values', 'pixel_mask', 'input_ids', 'token_type_ids', 'attention_mask'];
const ORIGINAL = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids', 'text_token_mask'];

describe('detectorSignatureFor', () => {
  const known = [
    { name: 'an export of transformers', inputs: HF, outputNames: ['logits', 'pred_boxes'], signature: 'hugging-face' },
    {
      name: 'an export without masks',
      inputs: ['pixel_values', 'input_ids'],
      outputNames: ['logits', 'pred_boxes'],
      signature: 'hugging-face',
    },
    {
      name: 'an export with more outputs',
      inputs: HF,
      outputNames: ['logits', 'pred_boxes', 'last_hidden_state'],
      signature: 'hugging-face',
    },
    {
      name: 'an export of the original repository',
      inputs: ['img', ...ORIGINAL],
      outputNames: ['logits', 'boxes'],
      signature: 'original',
    },
    {
      name: 'an export of NVIDIA TAO',
      inputs: ['inputs', ...ORIGINAL],
      outputNames: ['pred_logits', 'pred_boxes'],
      signature: 'original',
    },
    {
      name: 'a repaired export of transformers',
      inputs: [...HF, 'text_token_mask', 'position_ids'],
      outputNames: ['logits', 'pred_boxes'],
      signature: 'hugging-face-masked',
    },
  ];
  for (const { name, inputs, outputNames, signature } of known) {
    it(`recognises ${name} by its inputs and outputs`, () => {
      assert.equal(
        detectorSignatureFor({ inputs: taking(...inputs), outputs: taking(...outputNames) }).name,
        signature,
      );
    });
  }

  const texts = ['input_ids', 'token_type_ids', 'attention_mask'];
  const packed = [
    { names: texts, outputNames: ['logits', 'pred_boxes'], signature: 'packed' },
    {
      names: [...texts, 'text_token_mask', 'position_ids'],
      outputNames: ['logits', 'pred_boxes'],
      signature: 'packed-masked',
    },
    { names: ORIGINAL, outputNames: ['logits', 'boxes'], signature: 'packed-masked' },
  ];
  for (const { names, outputNames, signature } of packed) {
    it(`recognises a packed export with ${names.join(', ')} and ${outputNames.join(', ')}`, () => {
      const graph = { inputs: [...packedImage, ...taking(...names)], outputs: taking(...outputNames) };

      assert.equal(detectorSignatureFor(graph).name, signature);
    });
  }

  const cases = [
    {
      name: 'an image of floats under the name of packed ones',
      inputs: taking('image', ...texts),
      outputInfos: outputs,
    },
    { name: 'an unknown input', inputs: taking(...HF, 'point_coords'), outputInfos: outputs },
    {
      name: 'a text mask and an image input of another signature',
      inputs: taking('pixel_values', 'input_ids', 'text_token_mask'),
      outputInfos: outputs,
    },
    { name: 'no pixels', inputs: taking('input_ids'), outputInfos: outputs },
    { name: 'no text', inputs: taking('pixel_values', 'pixel_mask'), outputInfos: outputs },
    { name: 'a single output', inputs: taking('pixel_values', 'input_ids'), outputInfos: taking('logits') },
    {
      name: 'outputs of another model',
      inputs: taking('pixel_values', 'input_ids'),
      outputInfos: taking('dets', 'labels'),
    },
  ];
  for (const { name, inputs, outputInfos } of cases) {
    it(`refuses a graph with ${name}, and names its inputs and outputs`, () => {
      const names = inputs.map((input) => input.name).join(', ');

      assert.throws(() => detectorSignatureFor({ inputs, outputs: outputInfos }), {
        code: 'MODEL_UNSUPPORTED',
        message: new RegExp(
          `^Unknown .* the inputs ${names} and the outputs .*Known signatures: hugging-face with the inputs pixel_values, `,
        ),
      });
    });
  }
});
