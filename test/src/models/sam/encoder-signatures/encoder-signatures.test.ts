import assert from 'node:assert/strict';
import { pixelTensor } from '../../../../../src/models/preprocess';
import { encoderSignatureFor } from '../../../../../src/models/sam/encoder-signatures';
import { efficientSam } from '../../../../../src/models/sam/encoder-signatures/efficient-sam';
import { packed, packedContent } from '../../../../../src/models/sam/encoder-signatures/packed';
import { padded } from '../../../../../src/models/sam/encoder-signatures/padded';
import { squashed } from '../../../../../src/models/sam/encoder-signatures/squashed';
import { unprocessed } from '../../../../../src/models/sam/encoder-signatures/unprocessed';
import { describeEncoderSignature } from '../../../../support/describe-encoder-signature';
import { infos } from '../../../../support/sessions';

const planes = [1, 3, 1024, 1024];
const embeddings = infos({ image_embeddings: [1, 256, 64, 64] });

describeEncoderSignature(squashed, {
  'SAM 2 by Hugging Face': {
    inputs: infos({ pixel_values: planes }),
    outputs: infos({
      'image_embeddings.0': [1, 32, 256, 256],
      'image_embeddings.1': [1, 64, 128, 128],
      'image_embeddings.2': [1, 256, 64, 64],
    }),
  },
  'SAM 2 by samexporter': {
    inputs: infos({ image: planes }),
    outputs: infos({
      high_res_feats_0: [1, 32, 256, 256],
      high_res_feats_1: [1, 64, 128, 128],
      image_embed: [1, 256, 64, 64],
    }),
  },
});

describeEncoderSignature(padded, {
  'SAM 1 by Hugging Face': {
    inputs: infos({ pixel_values: ['batch', 3, 1024, 1024] }),
    outputs: [...embeddings, ...infos({ image_positional_embeddings: [1, 256, 64, 64] })],
  },
  'SAM 1 by samexporter': { inputs: infos({ input_image: planes }), outputs: embeddings },
  EdgeSAM: { inputs: infos({ image: planes }), outputs: embeddings },
  'EfficientViT-SAM': { inputs: infos({ input_image: ['batch_size', 3, 512, 512] }), outputs: embeddings },
  'SAM-HQ': {
    inputs: infos({ x: planes }),
    outputs: [...embeddings, ...infos({ interm_embeddings: [4, 1, 64, 64, 768] })],
  },
});

describeEncoderSignature(unprocessed, {
  'MobileSAM by samexporter': { inputs: infos({ input_image: ['h', 'w', 3] }), outputs: embeddings },
});

describeEncoderSignature(efficientSam, {
  EfficientSAM: { inputs: infos({ batched_images: ['batch', 3, 'height', 'width'] }), outputs: embeddings },
});

const fusedPrompts = infos({ input_points: [1, 'n', 'p', 2], input_labels: [1, 'n', 'p'], input_boxes: [1, 'n', 4] });
const bestMasks = infos({ iou_scores: [1, 'n', 1], best_masks: [1, 'n', 1, 256, 256] });

describeEncoderSignature(packed, {
  'SAM 2, packed': {
    inputs: infos({ image: [1, 64, 64, 3] }),
    outputs: infos({ 'image_embeddings.0': [1, 32, 16, 16] }),
  },
  'SAM 2 in one graph': { inputs: [...infos({ image: [1, 64, 64, 3] }), ...fusedPrompts], outputs: bestMasks },
});

describeEncoderSignature(packedContent, {
  'SAM 1, packed': { inputs: infos({ image: [1, 'height', 'width', 3] }), outputs: embeddings },
  'SAM 1 in one graph': {
    inputs: [...infos({ image: [1, 'height', 'width', 3] }), ...fusedPrompts],
    outputs: bestMasks,
  },
});

describe('the input of an encoder', () => {
  const rgb = Uint8Array.of(0, 51, 255, 255, 102, 0);
  const image = { width: 4, height: 2 };
  const rounded = (data: Float32Array): number[] => Array.from(data, (value) => Math.round(value * 100) / 100);

  it('is stretched to the square', () => {
    assert.deepEqual(squashed.square(image, 8).content, { width: 8, height: 8 });
  });

  it('keeps the aspect and is normalised before it is padded', () => {
    const square = padded.square(image, 2);
    const { dims, data } = pixelTensor(rgb, padded.layout(square, { image_mean: [1, 1, 1], image_std: [1, 1, 1] }));

    assert.deepEqual(square.content, { width: 2, height: 1 });
    assert.deepEqual(dims, [1, 3, 2, 2]);
    assert.deepEqual(rounded(data as Float32Array), [-1, 0, 0, 0, -0.8, -0.6, 0, 0, 0, -1, 0, 0]);
  });

  it('stays interleaved and unnormalised if the graph preprocesses', () => {
    const { dims, data } = pixelTensor(
      rgb,
      unprocessed.layout(unprocessed.square(image, 2), { image_mean: [1, 1, 1] }),
    );

    assert.deepEqual(dims, [1, 2, 3]);
    assert.deepEqual([...data], [...rgb]);
  });

  it('is 8-bit, interleaved and not padded if the graph is packed', () => {
    const { dims, data } = pixelTensor(rgb, packedContent.layout(packedContent.square(image, 2), {}));

    assert.deepEqual(dims, [1, 1, 2, 3]);
    assert.deepEqual(data, rgb);
    assert.notEqual(
      data.buffer,
      rgb.buffer,
      'a run moves its feeds away, and the pixels may be those of a cached image',
    );
  });

  it('is 0 to 1 for EfficientSAM, in the size of the image unless it is larger than the square', () => {
    const { dims, data } = pixelTensor(rgb, efficientSam.layout(efficientSam.square({ width: 2, height: 1 }, 8), {}));

    assert.deepEqual(dims, [1, 3, 1, 2]);
    assert.deepEqual(rounded(data as Float32Array), [0, 1, 0.2, 0.4, 1, 0]);
    assert.deepEqual(efficientSam.square({ width: 20, height: 5 }, 8).content, { width: 8, height: 5 });
  });
});

describe('encoderSignatureFor', () => {
  const cases = [
    { name: 'two inputs', inputs: infos({ image: planes, size: [2] }), outputs: embeddings },
    { name: 'integers', inputs: [{ name: 'image', type: 'uint8', dims: [3, 8, 8] }], outputs: embeddings },
    { name: 'other outputs', inputs: infos({ image: planes }), outputs: infos({ feats: [1] }) },
  ];
  for (const { name, ...graph } of cases) {
    it(`refuses a graph with ${name}, and names its inputs and outputs`, () => {
      assert.throws(() => encoderSignatureFor(graph), {
        code: 'MODEL_UNSUPPORTED',
        message: /^Unknown SAM encoder: it has the inputs image \((float32|uint8) [\dx ]+\).* and the outputs \w+$/,
      });
    });
  }
});
