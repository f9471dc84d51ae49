import assert from 'node:assert/strict';
import { fused, fusedBoxes } from '../../../../src/models/sam/decoder-signatures/fused';
import { meta } from '../../../../src/models/sam/decoder-signatures/meta';
import { sam1Boxes } from '../../../../src/models/sam/decoder-signatures/sam1-boxes';
import { sam2 } from '../../../../src/models/sam/decoder-signatures/sam2';
import { efficientSam } from '../../../../src/models/sam/encoder-signatures/efficient-sam';
import { packed, packedContent } from '../../../../src/models/sam/encoder-signatures/packed';
import { padded } from '../../../../src/models/sam/encoder-signatures/padded';
import { squashed } from '../../../../src/models/sam/encoder-signatures/squashed';
import { unprocessed } from '../../../../src/models/sam/encoder-signatures/unprocessed';
import { samModel } from '../../../../src/models/sam/model';
import { embed } from '../../../../src/models/sam/segmenter';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

type Dims = Parameters<typeof infos>[0];

const features: Dims = { 'image_embeddings.0': [1], 'image_embeddings.1': [1], 'image_embeddings.2': [1] };
const sam2Prompts: Dims = { input_points: [], input_labels: [], input_boxes: [] };
const metaPrompts: Dims = { point_coords: [], point_labels: [], mask_input: [], has_mask_input: [], orig_im_size: [] };
const positional: Dims = { image_positional_embeddings: [1] };

const graph = (inputs: Dims, outputs: Dims) => ({ inputs: infos(inputs), outputs: infos(outputs) });
const planes = (side: number | string): Dims => ({ pixel_values: [1, 3, side, side] });
const sam2Decoder = graph({ ...features, ...sam2Prompts }, {});
const metaDecoder = graph({ image_embeddings: [1, 256, 64, 64], ...metaPrompts }, {});

describe('samModel combines an encoder and a decoder', () => {
  const cells = { image_embeddings: [1, 256, 'cells', 'cells'] };
  const hf1 = { image_embeddings: [1, 256, 64, 64], ...positional };
  const cases = [
    { name: 'of SAM 2', encoder: graph(planes(64), features), decoder: sam2Decoder, expected: [squashed, sam2, 64] },
    {
      name: 'of SAM 1',
      encoder: graph(planes(64), hf1),
      decoder: graph({ ...hf1, input_boxes: [] }, {}),
      expected: [padded, sam1Boxes, 64],
    },
    {
      name: 'by Hugging Face and by Meta',
      encoder: graph(planes(64), hf1),
      decoder: metaDecoder,
      expected: [padded, meta, 64],
    },
    {
      name: 'whose encoder preprocesses: the side is 16 times the cells that the decoder takes',
      encoder: graph({ input_image: ['h', 'w', 3] }, cells),
      decoder: metaDecoder,
      expected: [unprocessed, meta, 1024],
    },
    {
      name: 'by EfficientSAM and by Meta',
      encoder: graph({ batched_images: [1, 3, 'h', 'w'] }, cells),
      decoder: metaDecoder,
      expected: [efficientSam, meta, 1024],
    },
  ];
  for (const { name, encoder, decoder, expected } of cases) {
    it(name, () => {
      const model = samModel(encoder, decoder, {});

      assert.equal(model.isFused, false);

      assert.deepEqual([model.encoder, model.decoder, model.side], expected);
    });
  }

  const bytes = (...sides: (number | string)[]): Dims => ({ image: [1, ...sides, 3] });
  const best = { iou_scores: [1, 'n', 1], best_masks: [1, 'n', 1, 16, 16] };
  const longest = { size: { longest_edge: 32 } };
  const oneGraph = [
    { name: 'of SAM 2', inputs: { ...sam2Prompts, ...bytes(64, 64) }, preprocess: {}, expected: [packed, fused, 64] },
    {
      name: 'of SAM 1',
      inputs: { ...sam2Prompts, ...bytes('h', 'w') },
      preprocess: longest,
      expected: [packedContent, fused, 32],
    },
    {
      name: 'of SAM 1 with boxes only',
      inputs: { input_boxes: [], ...bytes('h', 'w') },
      preprocess: longest,
      expected: [packedContent, fusedBoxes, 32],
    },
  ];
  for (const { name, inputs, preprocess, expected } of oneGraph) {
    it(`in one graph, in any order of its inputs, ${name}`, () => {
      const model = samModel(graph(inputs, best), undefined, preprocess);

      assert.deepEqual([model.encoder, model.decoder, model.side, model.isFused], [...expected, true]);
    });
  }

  it('refuses an encoder without a decoder, and a decoder that would need another image', () => {
    const whole = graph({ ...sam2Prompts, ...bytes(64, 64) }, best);

    assert.throws(() => samModel(graph(planes(64), features), undefined, {}), {
      code: 'MODEL_UNSUPPORTED',
      message: /^Unknown SAM decoder: it has the inputs pixel_values\. /,
    });
    assert.throws(() => samModel(graph(planes(64), features), whole, {}), {
      code: 'MODEL_UNSUPPORTED',
      message: /^SAM encoder and decoder do not match: the fused decoder takes image, /,
    });
  });

  const misfits = [
    {
      name: 'an embedding is missing',
      outputs: { 'image_embeddings.1': [1], 'image_embeddings.2': [1] },
      message:
        'SAM encoder and decoder do not match: the sam2 decoder takes image_embeddings.0, image_embeddings.1, image_embeddings.2, the encoder outputs image_embeddings.1, image_embeddings.2',
    },
    {
      name: 'all embeddings have other names',
      outputs: hf1,
      message: /, the encoder outputs image_embeddings, image_positional_embeddings$/,
    },
  ];
  for (const { name, outputs, message } of misfits) {
    it(`refuses an encoder if ${name}`, () => {
      assert.throws(() => samModel(graph(planes(64), outputs as Dims), sam2Decoder, {}), {
        code: 'MODEL_UNSUPPORTED',
        message,
      });
    });
  }
});

describe('embed', () => {
  const image = { width: 100, height: 50 };
  const cases = [
    {
      name: 'of the size that the graph fixes',
      side: 64,
      preprocess: { size: { height: 32, width: 32 } },
      expected: 64,
    },
    {
      name: 'of the size in preprocessor_config.json',
      side: 'side',
      preprocess: { size: { height: 32, width: 32 } },
      expected: 32,
    },
    {
      name: 'of the longest edge in preprocessor_config.json',
      side: 'side',
      preprocess: { size: { longest_edge: 48 } },
      expected: 48,
    },
  ];
  for (const { name, side, preprocess, expected } of cases) {
    it(`stretches the image to a square ${name}`, async () => {
      const encoder = fakeSession(infos(planes(side)), infos(features));
      const picture = greyPicture(image);
      const { square } = await embed(encoder, samModel(encoder, sam2Decoder, preprocess), picture);
      const size = { width: expected, height: expected };

      assert.deepEqual(square, { image, side: expected, content: size, isPadded: false });
      assert.deepEqual(picture.asked, [size]);
      assert.deepEqual(encoder.runs[0]!.feeds.pixel_values!.dims, [1, 3, expected, expected]);
    });
  }

  it('refuses a model that does not state the size of its input', () => {
    assert.throws(() => samModel(graph(planes('side'), features), sam2Decoder, {}), {
      code: 'MODEL_UNSUPPORTED',
      message: 'Unknown input size of the SAM encoder: neither the graph nor preprocessor_config.json states it',
    });
  });
});
