import assert from 'node:assert/strict';
import type { Bbox, Point } from '../../../../../src/contract';
import type { DecoderSignature } from '../../../../../src/models/sam/decoder-signature';
import { decoderSignatureFor } from '../../../../../src/models/sam/decoder-signatures';
import { edgeSam } from '../../../../../src/models/sam/decoder-signatures/edge-sam';
import { efficientSam } from '../../../../../src/models/sam/decoder-signatures/efficient-sam';
import { fused, fusedBoxes } from '../../../../../src/models/sam/decoder-signatures/fused';
import { meta } from '../../../../../src/models/sam/decoder-signatures/meta';
import { samHq } from '../../../../../src/models/sam/decoder-signatures/sam-hq';
import { sam1 as sam1PromptedLikeSam2 } from '../../../../../src/models/sam/decoder-signatures/sam1';
import { sam1Boxes } from '../../../../../src/models/sam/decoder-signatures/sam1-boxes';
import { sam1Points } from '../../../../../src/models/sam/decoder-signatures/sam1-points';
import { sam1PointsAndBoxes } from '../../../../../src/models/sam/decoder-signatures/sam1-points-and-boxes';
import { samexporterSam2 } from '../../../../../src/models/sam/decoder-signatures/samexporter-sam2';
import { efficientSam as efficientSamEncoder } from '../../../../../src/models/sam/encoder-signatures/efficient-sam';
import { type EncoderSquare, padToSquare, squashToSquare } from '../../../../../src/models/sam/encoder-square';
import type { SamPrompt } from '../../../../../src/models/sam/prompt';
import type { TensorInfo } from '../../../../../src/models/session';
import { float32 } from '../../../../../src/tensor/tensor';
import { describeDecoderSignature } from '../../../../support/describe-decoder-signature';
import { infos } from '../../../../support/sessions';

const cells = [1, 256, 64, 64];
const sam1 = infos({ image_embeddings: cells, image_positional_embeddings: cells });
const boxes = infos({ input_boxes: [1, 'boxes', 4] });
const points = infos({ input_points: [1, 'prompts', 'points', 2], input_labels: [1, 'prompts', 'points'] });
const metaInputs = infos({
  image_embeddings: cells,
  point_coords: [1, 'points', 2],
  point_labels: [1, 'points'],
  mask_input: [1, 1, 8, 8],
  has_mask_input: [1],
  orig_im_size: [2],
});
const samexporterInputs = infos({
  image_embed: cells,
  high_res_feats_0: [1, 32, 256, 256],
  high_res_feats_1: [1, 64, 128, 128],
  point_coords: ['labels', 'points', 2],
  point_labels: ['labels', 'points'],
  mask_input: ['labels', 1, 8, 8],
  has_mask_input: ['labels'],
});
const edgeInputs = infos({ image_embeddings: cells, point_coords: [1, 'points', 2], point_labels: [1, 'points'] });
const efficientInputs: TensorInfo[] = [
  ...infos({
    image_embeddings: cells,
    batched_point_coords: [1, 'queries', 'points', 2],
    batched_point_labels: [1, 'queries', 'points'],
  }),
  { name: 'orig_im_size', type: 'int64', dims: [2] },
];

describeDecoderSignature(sam1Boxes, [...sam1, ...boxes], ['a point', 'points', 'a box and a point']);
describeDecoderSignature(sam1PointsAndBoxes, [...points, ...sam1, ...boxes], ['a point', 'points']);
describeDecoderSignature(sam1PromptedLikeSam2, [...points, ...infos({ image_embeddings: cells }), ...boxes]);
describeDecoderSignature(sam1Points, [...points, ...sam1]);
describeDecoderSignature(meta, metaInputs);
describeDecoderSignature(samHq, [...metaInputs, ...infos({ interm_embeddings: [4, 1, 64, 64, 768] })]);
describeDecoderSignature(samexporterSam2, samexporterInputs);
describeDecoderSignature(edgeSam, edgeInputs);
describeDecoderSignature(efficientSam, efficientInputs);
describeDecoderSignature(fused, [...infos({ image: [1, 1024, 1024, 3] }), ...points, ...boxes]);
describeDecoderSignature(
  fusedBoxes,
  [...infos({ image: [1, 'height', 'width', 3] }), ...boxes],
  ['a point', 'points', 'a box and a point'],
);

for (const signature of [meta, samHq]) {
  describe(`the outputs that ${signature.name} reads`, () => {
    it('are the small masks if the decoder has masks of the size of the image too', () => {
      assert.deepEqual(signature.reads(['masks', 'iou_predictions', 'low_res_masks']), [
        'low_res_masks',
        'iou_predictions',
      ]);
      assert.deepEqual(signature.reads(['masks', 'iou_predictions']), ['masks', 'iou_predictions']);
    });
  });
}

describe('a decoder of EfficientViT-SAM', () => {
  const image = { width: 200, height: 100 };
  const encoderSquare = padToSquare(image, 512);

  it('takes prompts in a square of 16 pixels per cell, twice as large as that of its encoder', () => {
    const square = edgeSam.square!(encoderSquare, edgeInputs);
    const prompt = { box: [20, 10, 40, 60] as Bbox, points: [{ x: 30, y: 40, label: 1 as const }] };

    const { point_coords, point_labels } = edgeSam.promptFeeds([prompt], square, edgeInputs);

    assert.deepEqual(square, padToSquare(image, 1024));
    assert.deepEqual([...point_coords!.data], [20, 10, 60, 70, 30, 40].map((value) => value * 5.12).map(Math.fround));
    assert.deepEqual([...point_labels!.data], [2, 3, 1]);
  });

  it('shares the square of its encoder if the graph does not fix the cells', () => {
    const open = infos({ image_embeddings: [1, 256, 'rows', 'columns'] });

    assert.equal(edgeSam.square!(encoderSquare, open), encoderSquare);
  });

  it('outputs four candidates and their ratings as iou_predictions, of which the first is left out', () => {
    const masks = float32([1, 4, 1, 1], [9, 1, 2, 3]);
    const ratings = float32([1, 4], [0.9, 0.1, 0.8, 0.3]);

    for (const name of ['iou_predictions', 'scores']) {
      const [candidates] = edgeSam.readCandidates({ masks, [name]: ratings });

      assert.deepEqual(
        candidates!.map(({ logits }) => logits[0]),
        [1, 2, 3],
      );
    }
  });
});

describe('a decoder signature feeds', () => {
  const image = { width: 200, height: 100 };
  const box: Bbox = [20, 10, 40, 60];
  const objectPoint: Point = { x: 30, y: 40, label: 1 };
  const backgroundPoint: Point = { x: 50, y: 60, label: 0 };
  const squashed = squashToSquare(image, 100);
  const padded = padToSquare(image, 100);
  const samPrompt = (prompt: Partial<SamPrompt>): SamPrompt => ({ points: [], ...prompt });

  const cases: {
    name: string;
    signature: DecoderSignature;
    prompts: SamPrompt[];
    inputs?: TensorInfo[];
    square?: EncoderSquare;
    expected: Record<string, [dims: number[], values: number[]]>;
  }[] = [
    {
      name: 'a padding point to SAM 1 for each box without points',
      signature: sam1PointsAndBoxes,
      prompts: [samPrompt({ box }), samPrompt({ box: [0, 0, 200, 100] })],
      expected: {
        input_boxes: [
          [1, 2, 4],
          [10, 5, 30, 35, 0, 0, 100, 50],
        ],
        input_points: [
          [1, 2, 1, 2],
          [0, 0, 0, 0],
        ],
        input_labels: [
          [1, 2, 1],
          [-1, -1],
        ],
      },
    },
    {
      name: 'the points of each box to SAM 1',
      signature: sam1PointsAndBoxes,
      prompts: [samPrompt({ box, points: [objectPoint, backgroundPoint] })],
      expected: {
        input_boxes: [
          [1, 1, 4],
          [10, 5, 30, 35],
        ],
        input_points: [
          [1, 1, 2, 2],
          [15, 20, 25, 30],
        ],
        input_labels: [
          [1, 1, 2],
          [1, 0],
        ],
      },
    },
    {
      name: 'the centre of a box to a decoder that takes no boxes',
      signature: sam1Points,
      prompts: [
        samPrompt({ box, points: [backgroundPoint] }),
        samPrompt({ box: [0, 0, 200, 100], points: [objectPoint] }),
      ],
      expected: {
        input_points: [
          [1, 2, 2, 2],
          [20, 20, 25, 30, 50, 25, 15, 20],
        ],
        input_labels: [
          [1, 2, 2],
          [1, 0, 1, 1],
        ],
      },
    },
    {
      name: "corners, points, no mask and the size of the content to Meta's decoder",
      signature: meta,
      prompts: [samPrompt({ box, points: [objectPoint] })],
      inputs: metaInputs,
      expected: {
        point_coords: [
          [1, 3, 2],
          [10, 5, 30, 35, 15, 20],
        ],
        point_labels: [
          [1, 3],
          [2, 3, 1],
        ],
        mask_input: [[1, 1, 8, 8], new Array<number>(64).fill(0)],
        has_mask_input: [[1], [0]],
        orig_im_size: [[2], [50, 100]],
      },
    },
    {
      name: 'a padding point to EdgeSAM without a box',
      signature: edgeSam,
      prompts: [samPrompt({ points: [objectPoint, backgroundPoint] })],
      expected: {
        point_coords: [
          [1, 3, 2],
          [15, 20, 25, 30, 0, 0],
        ],
        point_labels: [
          [1, 3],
          [1, 0, -1],
        ],
      },
    },
    {
      name: "no padding point to samexporter's SAM 2, whose graph adds it",
      signature: samexporterSam2,
      prompts: [samPrompt({ points: [objectPoint] })],
      inputs: samexporterInputs,
      square: squashed,
      expected: {
        point_coords: [
          [1, 1, 2],
          [15, 40],
        ],
        point_labels: [[1, 1], [1]],
        mask_input: [[1, 1, 8, 8], new Array<number>(64).fill(0)],
        has_mask_input: [[1], [0]],
      },
    },
    {
      name: 'all boxes at once to EfficientSAM, in pixels of the image',
      signature: efficientSam,
      prompts: [samPrompt({ box }), samPrompt({ box: [0, 0, 200, 100] })],
      square: efficientSamEncoder.square(image, 1024),
      expected: {
        batched_point_coords: [
          [1, 2, 2, 2],
          [20, 10, 60, 70, 0, 0, 200, 100],
        ],
        batched_point_labels: [
          [1, 2, 2],
          [2, 3, 2, 3],
        ],
        orig_im_size: [[2], [100, 200]],
      },
    },
  ];
  for (const { name, signature, prompts, inputs = [], square = padded, expected } of cases) {
    it(name, () => {
      const feeds = signature.promptFeeds(prompts, square, inputs);
      const actual = Object.entries(feeds).map(([key, { dims, data }]) => [key, [dims, Array.from(data, Number)]]);

      assert.deepEqual(Object.fromEntries(actual), expected);
    });
  }

  it('no background points and at most 6 points to EfficientSAM', () => {
    assert.equal(
      efficientSam.refusal!(samPrompt({ points: [objectPoint, backgroundPoint] })),
      'takes no background points (label 0)',
    );
    assert.equal(efficientSam.refusal!(samPrompt({ points: new Array<Point>(6).fill(objectPoint) })), undefined);
    assert.equal(
      efficientSam.refusal!(samPrompt({ box, points: new Array<Point>(5).fill(objectPoint) })),
      'takes at most 6 points, and a box counts as two',
    );
  });
});

describe('a decoder signature reads', () => {
  const masks = (count: number) => float32([1, count, 1, 1], [1, 2, 3, 4].slice(0, count));
  const ious = (count: number) => float32([1, count], [0.9, 0.1, 0.3, 0.2].slice(0, count));
  const cases = [
    {
      name: "the last three of the four low-resolution masks of Meta's decoder",
      signature: meta,
      outputs: { masks: float32([1, 4, 2, 2], []), low_res_masks: masks(4), iou_predictions: ious(4) },
      expected: [[2], [3], [4]],
    },
    {
      name: "the only mask of Meta's decoder",
      signature: meta,
      outputs: { low_res_masks: masks(1), iou_predictions: ious(1) },
      expected: [[1]],
    },
    {
      name: 'the only mask of SAM-HQ',
      signature: samHq,
      outputs: { low_res_masks: masks(1), iou_predictions: ious(1) },
      expected: [[1]],
    },
    {
      name: "all three masks of samexporter's SAM 2",
      signature: samexporterSam2,
      outputs: { masks: masks(3), iou_predictions: ious(3) },
      expected: [[1], [2], [3]],
    },
    {
      name: 'the last three of the four masks of EdgeSAM',
      signature: edgeSam,
      outputs: { masks: masks(4), scores: ious(4) },
      expected: [[2], [3], [4]],
    },
  ];
  for (const { name, signature, outputs, expected } of cases) {
    it(name, () => {
      const [candidates] = signature.readCandidates(outputs);

      assert.deepEqual(
        candidates!.map(({ logits }) => [...logits]),
        expected,
      );
    });
  }

  it('the candidates of each prompt of EfficientSAM', () => {
    const prompts = efficientSam.readCandidates({
      output_masks: float32([1, 2, 3, 1, 1], [1, 2, 3, 4, 5, 6]),
      iou_predictions: float32([1, 2, 3], [0.5, 0.75, 0.25, 0, 0, 1]),
    });

    assert.deepEqual(
      prompts.map((candidates) => candidates.map(({ logits, predictedIou }) => [logits[0], predictedIou])),
      [
        [
          [1, 0.5],
          [2, 0.75],
          [3, 0.25],
        ],
        [
          [4, 0],
          [5, 0],
          [6, 1],
        ],
      ],
    );
  });

  it("the enlarged masks of Meta's decoder as covering the image, if there are no low-resolution ones", () => {
    const [candidates] = meta.readCandidates({ masks: masks(1), iou_predictions: ious(1) });

    assert.equal(candidates![0]!.coversImage, true);
  });
});

describe('decoderSignatureFor', () => {
  it('refuses an unknown decoder with its inputs and the known signatures', () => {
    assert.throws(() => decoderSignatureFor(['image', 'clicks']), {
      code: 'MODEL_UNSUPPORTED',
      message:
        'Unknown SAM decoder: it has the inputs image, clicks. Known signatures: sam2, sam1, sam1-points-and-boxes, sam1-boxes, sam1-points, samexporter-sam2, sam-hq, meta, efficient-sam, edge-sam, fused, fused-boxes',
    });
  });
});
