import assert from 'node:assert/strict';
import type { Bbox } from '../../../../../src/contract';
import { sam2 } from '../../../../../src/models/sam/decoder-signatures/sam2';
import { squashToSquare } from '../../../../../src/models/sam/encoder-square';
import { bestRated } from '../../../../../src/models/sam/mask-candidates';
import type { SamPrompt } from '../../../../../src/models/sam/prompt';
import { float32 } from '../../../../../src/tensor/tensor';
import { describeDecoderSignature } from '../../../../support/describe-decoder-signature';
import { infos } from '../../../../support/sessions';

describeDecoderSignature(
  sam2,
  infos({
    input_points: [1, 'prompts', 'points', 2],
    input_labels: [1, 'prompts', 'points'],
    input_boxes: [1, 'boxes', 4],
    'image_embeddings.0': [1, 32, 256, 256],
    'image_embeddings.1': [1, 64, 128, 128],
    'image_embeddings.2': [1, 256, 64, 64],
  }),
);

describe('the decoder signature sam2', () => {
  const cases: { name: string; image: [number, number]; side: number; box: Bbox; expected: number[] }[] = [
    {
      name: 'separately on each axis',
      image: [1920, 1080],
      side: 1024,
      box: [192, 108, 960, 540],
      expected: [102.4, 102.4, 614.4, 614.4],
    },
    { name: 'of a tall image', image: [100, 400], side: 200, box: [10, 40, 20, 80], expected: [20, 20, 60, 60] },
    { name: 'of a wide image', image: [400, 100], side: 200, box: [10, 40, 20, 40], expected: [5, 80, 15, 160] },
    {
      name: 'that covers the image to the complete square',
      image: [17, 31],
      side: 256,
      box: [0, 0, 17, 31],
      expected: [0, 0, 256, 256],
    },
  ];
  for (const { name, image, side, box, expected } of cases) {
    it(`scales a box ${name}`, () => {
      const square = squashToSquare({ width: image[0], height: image[1] }, side);
      const { input_boxes } = sam2.promptFeeds([{ box, points: [] }], square, []);

      assert.deepEqual(input_boxes!.dims, [1, 1, 4]);
      assert.deepEqual(Array.from(input_boxes!.data, Number), expected.map(Math.fround));
    });
  }

  const square = squashToSquare({ width: 9, height: 9 }, 9);
  const feeds: { name: string; prompts: SamPrompt[]; expected: Record<string, [number[], number[]]> }[] = [
    {
      name: 'empty points with boxes, because the graph requires points',
      prompts: [
        { box: [0, 0, 1, 1], points: [] },
        { box: [2, 2, 3, 3], points: [] },
      ],
      expected: {
        input_boxes: [
          [1, 2, 4],
          [0, 0, 1, 1, 2, 2, 5, 5],
        ],
        input_points: [[1, 1, 0, 2], []],
        input_labels: [[1, 2, 0], []],
      },
    },
    {
      name: 'no box with points',
      prompts: [{ points: [{ x: 1, y: 2, label: 1 }] }, { points: [{ x: 3, y: 4, label: 0 }] }],
      expected: {
        input_boxes: [[1, 0, 4], []],
        input_points: [
          [1, 2, 1, 2],
          [1, 2, 3, 4],
        ],
        input_labels: [
          [1, 2, 1],
          [1, 0],
        ],
      },
    },
    {
      name: 'a box and its points together',
      prompts: [{ box: [0, 0, 5, 5], points: [{ x: 1, y: 2, label: 1 }] }],
      expected: {
        input_boxes: [
          [1, 1, 4],
          [0, 0, 5, 5],
        ],
        input_points: [
          [1, 1, 1, 2],
          [1, 2],
        ],
        input_labels: [[1, 1, 1], [1]],
      },
    },
  ];
  for (const { name, prompts, expected } of feeds) {
    it(`feeds ${name}`, () => {
      const actual = Object.entries(sam2.promptFeeds(prompts, square, []));

      assert.deepEqual(
        Object.fromEntries(actual.map(([key, { dims, data }]) => [key, [dims, Array.from(data, Number)]])),
        expected,
      );
    });
  }

  it('runs a box with points alone', () => {
    const points = [{ x: 1, y: 1, label: 1 }] as const;

    assert.equal(sam2.promptsPerRun({ box: [0, 0, 5, 5], points }), 1);
    assert.ok(sam2.promptsPerRun({ points }) > 1);
    assert.ok(sam2.promptsPerRun({ box: [0, 0, 5, 5], points: [] }) > 1);
  });

  it('reads candidates, of which bestRated keeps the highest score of each prompt', () => {
    const outputs = {
      pred_masks: float32([1, 2, 3, 1, 2], [-1, -2, 5, 6, 2, 3, 7, 8, 0, 0, 1, 1]),
      iou_scores: float32([1, 2, 3], [0.25, 0.75, 0.5, 0.875, 0, 0]),
    };

    assert.deepEqual(sam2.readCandidates(outputs).map(bestRated), [
      { logits: Float32Array.of(5, 6), size: { width: 2, height: 1 }, predictedIou: 0.75 },
      { logits: Float32Array.of(7, 8), size: { width: 2, height: 1 }, predictedIou: 0.875 },
    ]);
  });

  it('reads a single candidate per prompt', () => {
    const outputs = { pred_masks: float32([1, 2, 1, 1, 1], [3, 4]), iou_scores: float32([1, 2, 1], [0.5, 0.25]) };

    assert.deepEqual(
      sam2.readCandidates(outputs).map((candidates) => candidates.map(({ logits }) => [...logits])),
      [[[3]], [[4]]],
    );
  });

  const foreign = [
    {
      name: 'other names',
      outputs: { masks: float32([1], [0]), low_res_masks: float32([1], [0]) },
      names: 'masks, low_res_masks',
    },
    {
      name: 'masks of three dimensions',
      outputs: { pred_masks: float32([1, 1, 1], [0]), iou_scores: float32([1], [0]) },
      names: 'pred_masks, iou_scores',
    },
    {
      name: 'more scores than masks',
      outputs: { pred_masks: float32([1, 1, 1, 1, 1], [0]), iou_scores: float32([1, 1, 2], [0, 0]) },
      names: 'pred_masks, iou_scores',
    },
  ];
  for (const { name, outputs, names } of foreign) {
    it(`refuses outputs with ${name}, and names the outputs`, () => {
      assert.throws(() => sam2.readCandidates(outputs), {
        code: 'MODEL_UNSUPPORTED',
        message: `Unknown SAM decoder outputs: expected float32 pred_masks and iou_scores, got ${names}`,
      });
    });
  }
});
