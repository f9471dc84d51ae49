import assert from 'node:assert/strict';
import { sam2 } from '../../../../src/models/sam/layouts/sam2';
import { checkEncoderSession, embed } from '../../../../src/models/sam/segmenter';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

const embeddings = infos({ 'image_embeddings.0': [1], 'image_embeddings.1': [1], 'image_embeddings.2': [1] });
const image = { width: 100, height: 50 };

const openEncoder = (side: number | string) => fakeSession(infos({ pixel_values: [1, 3, side, side] }), embeddings);

describe('embed', () => {
  const cases = [
    { name: 'the graph fixes', side: 64, preprocess: { size: { height: 32, width: 32 } }, expected: 64 },
    { name: 'the folder says', side: 'side', preprocess: { size: { height: 32, width: 32 } }, expected: 32 },
    { name: "the folder's longest edge is", side: 'side', preprocess: { size: { longest_edge: 48 } }, expected: 48 },
  ];
  for (const { name, side, preprocess, expected } of cases) {
    it(`stretches the image over the square that ${name}`, async () => {
      const encoder = openEncoder(side);
      const picture = greyPicture(image);
      const { frame } = await embed(encoder, preprocess, sam2, picture);
      const square = { width: expected, height: expected };

      assert.deepEqual(frame, { image, side: expected, content: square });
      assert.deepEqual(picture.asked, [square]);
      assert.deepEqual(encoder.runs[0]!.feeds.pixel_values!.dims, [1, 3, expected, expected]);
    });
  }

  it('refuses a model that does not say how large its input is', async () => {
    await assert.rejects(embed(openEncoder('side'), {}, sam2, greyPicture(image)), {
      code: 'MODEL_UNSUPPORTED',
      message: 'Neither the encoder nor preprocessor_config.json says how large its input is',
    });
  });
});

describe('checkEncoderSession', () => {
  const pixels = infos({ pixel_values: [1, 3, 64, 64] });

  it('takes an encoder that gives what the decoder takes, and more', () => {
    const encoder = { inputs: pixels, outputs: [...embeddings, ...infos({ pooled: [1] })] };

    assert.doesNotThrow(() => checkEncoderSession(encoder, sam2));
  });

  const cases = [
    {
      name: 'an embedding is missing',
      encoder: { inputs: pixels, outputs: embeddings.slice(1) },
      message: /fit its sam2 decoder: it takes pixel_values and gives image_embeddings\.1, image_embeddings\.2$/,
    },
    {
      name: 'it takes no pixels',
      encoder: { inputs: infos({ image: [1] }), outputs: embeddings },
      message: /it takes image and gives image_embeddings\.0,/,
    },
  ];
  for (const { name, encoder, message } of cases) {
    it(`refuses an encoder where ${name}`, () => {
      assert.throws(() => checkEncoderSession(encoder, sam2), { code: 'MODEL_UNSUPPORTED', message });
    });
  }
});
