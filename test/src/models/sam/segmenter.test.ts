import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { emptyMask } from '../../../../src/geometry/mask';
import { sam1Boxes } from '../../../../src/models/sam/decoder-signatures/sam1-boxes';
import { sam1Points } from '../../../../src/models/sam/decoder-signatures/sam1-points';
import { sam2 } from '../../../../src/models/sam/decoder-signatures/sam2';
import { squashed } from '../../../../src/models/sam/encoder-signatures/squashed';
import type { SamModel } from '../../../../src/models/sam/model';
import type { SamPrompt } from '../../../../src/models/sam/prompt';
import { checkPrompts, embed, segment } from '../../../../src/models/sam/segmenter';
import { float32, type NamedTensors } from '../../../../src/tensor/tensor';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

const embeddings = infos({ 'image_embeddings.0': [1], 'image_embeddings.1': [1], 'image_embeddings.2': [1] });
const image = { width: 100, height: 50 };

const model: SamModel = { encoder: squashed, decoder: sam2, side: 64, preprocess: {} };

const openEncoder = (height: number | string = 64) =>
  fakeSession(infos({ pixel_values: [1, 3, height, height] }), embeddings);

/** Fills the image for every box, and rates the mask by the left side of the box in the 64 x 64 square: order can be seen. */
const openDecoder = () =>
  fakeSession(infos({ input_points: [], input_labels: [], input_boxes: [] }), [], (feeds: NamedTensors) => {
    const boxes = feeds.input_boxes!;
    const count = boxes.dims[1]!;
    const scores = Array.from({ length: count }, (_, index) => Number(boxes.data[index * 4]) / 64);
    return {
      pred_masks: float32([1, count, 1, 2, 2], new Float32Array(count * 4).fill(1)),
      iou_scores: float32([1, count, 1], scores),
    };
  });

async function segmentBoxes(boxes: Bbox[], decoder = openDecoder()) {
  const embedding = await embed(openEncoder(), model, greyPicture(image));
  return segment(
    decoder,
    sam2,
    embedding,
    boxes.map((box) => ({ box, points: [] })),
  );
}

describe('segment', () => {
  it('gives every box its mask, score and area', async () => {
    const [found] = await segmentBoxes([[25, 10, 10, 10]]);

    assert.deepEqual(found, {
      mask: { type: 'uint8', dims: [50, 100], offset: [0, 0], data: Buffer.alloc(5000, 1) },
      maskScore: 0.25,
      area: 5000,
    });
  });

  it('keeps the order of the boxes, in runs of at most 8', async () => {
    const decoder = openDecoder();
    const boxes = Array.from({ length: 18 }, (_, index): Bbox => [50 - index, 10, 5, 5]);
    const found = await segmentBoxes(boxes, decoder);

    assert.deepEqual(
      decoder.runs.map(({ feeds }) => feeds.input_boxes!.dims[1]),
      [8, 8, 2],
    );
    assert.deepEqual(
      found.map(({ maskScore }) => Math.round(maskScore * 100)),
      boxes.map(([x]) => x),
    );
  });

  it('gives a box without a pixel in the image an empty mask in its place, and does not ask for it', async () => {
    const decoder = openDecoder();
    const found = await segmentBoxes(
      [
        [10, 10, 5, 5],
        [100, 10, 5, 5],
        [-9, 10, 5, 5],
        [20, 10, 0, 5],
        [40, 10, 5, 5],
      ],
      decoder,
    );
    const nothing = { mask: emptyMask(), maskScore: 0, area: 0 };

    assert.equal(decoder.runs[0]!.feeds.input_boxes!.dims[1], 2);
    assert.deepEqual(
      found.map(({ maskScore }) => Math.round(maskScore * 100)),
      [10, 0, 0, 0, 40],
    );
    assert.deepEqual(found.slice(1, 4), [nothing, nothing, nothing]);
  });

  it('cuts a box to the image before it asks', async () => {
    const decoder = openDecoder();
    await segmentBoxes([[-50, 25, 100, 100]], decoder);

    assert.deepEqual(Array.from(decoder.runs[0]!.feeds.input_boxes!.data, Number), [0, 32, 32, 64]);
  });

  it('runs nothing for no boxes', async () => {
    const decoder = openDecoder();

    assert.deepEqual(await segmentBoxes([], decoder), []);
    assert.equal(decoder.runs.length, 0);
  });

  it('feeds every run what the encoder kept', async () => {
    const decoder = openDecoder();
    const embedding = await embed(openEncoder(), model, greyPicture(image));
    await segment(decoder, sam2, embedding, new Array<SamPrompt>(9).fill({ box: [1, 1, 5, 5], points: [] }));

    assert.deepEqual(
      decoder.runs.map(({ kept }) => kept),
      [embedding.tensors, embedding.tensors],
    );
  });

  for (const { score, expected } of [
    { score: 1.25, expected: 1 },
    { score: -0.5, expected: 0 },
  ]) {
    it(`keeps a predicted IoU of ${score} within 0 and 1`, async () => {
      const decoder = fakeSession([], [], () => ({
        pred_masks: float32([1, 1, 1, 1, 1], [1]),
        iou_scores: float32([1, 1, 1], [score]),
      }));
      const [found] = await segmentBoxes([[1, 1, 5, 5]], decoder);

      assert.equal(found!.maskScore, expected);
    });
  }

  describe('with points', () => {
    const point = (x: number): SamPrompt['points'][number] => ({ x, y: 10, label: 1 });

    /** Fills the image for every prompt, rated by the x of its first point, else of its box, in the 64 x 64 square. */
    const openPointDecoder = () =>
      fakeSession(infos({ input_points: [], input_labels: [], input_boxes: [] }), [], (feeds: NamedTensors) => {
        const { input_points: points, input_boxes: boxes } = feeds;
        const [prompts, values, stride] =
          points!.data.length > 0
            ? [points!.dims[1]!, points!.data, points!.dims[2]! * 2]
            : [boxes!.dims[1]!, boxes!.data, 4];
        return {
          pred_masks: float32([1, prompts, 1, 1, 1], new Float32Array(prompts).fill(1)),
          iou_scores: float32(
            [1, prompts, 1],
            Array.from({ length: prompts }, (_, at) => Number(values[at * stride]) / 64),
          ),
        };
      });

    async function segmentPrompts(prompts: SamPrompt[], decoder = openPointDecoder()) {
      const found = await segment(decoder, sam2, await embed(openEncoder(), model, greyPicture(image)), prompts);
      return found.map(({ maskScore }) => Math.round(maskScore * 100));
    }

    it('runs prompts of different kinds separately and gives the masks in their order', async () => {
      const decoder = openPointDecoder();
      const prompts: SamPrompt[] = [
        { box: [10, 10, 5, 5], points: [] },
        { points: [point(20)] },
        { box: [30, 10, 5, 5], points: [point(31)] },
        { points: [point(40), point(41)] },
        { box: [50, 10, 5, 5], points: [] },
        { points: [point(60)] },
        { box: [70, 10, 5, 5], points: [point(71)] },
      ];

      assert.deepEqual(await segmentPrompts(prompts, decoder), [10, 20, 31, 40, 50, 60, 71]);
      assert.deepEqual(
        decoder.runs.map(({ feeds }) => [feeds.input_boxes!.dims[1], feeds.input_points!.dims.slice(1, 3)]),
        [
          [2, [1, 0]],
          [0, [2, 1]],
          [1, [1, 1]],
          [1, [1, 1]],
          [0, [1, 2]],
        ],
      );
    });

    it('leaves out points beside the image, and prompts of which nothing is left that shows an object', async () => {
      const decoder = openPointDecoder();
      const prompts: SamPrompt[] = [
        { points: [point(-1), point(20)] },
        { points: [point(-1), { ...point(20), label: 0 }] },
        { points: [] },
      ];

      assert.deepEqual(await segmentPrompts(prompts, decoder), [20, 0, 0]);
      assert.deepEqual(
        decoder.runs.map(({ feeds }) => feeds.input_points!.dims),
        [[1, 1, 1, 2]],
      );
    });
  });

  it('takes the candidate that fits the box best, where the decoder knows no boxes, whatever it is rated', async () => {
    const whole = [1, 1, 1, 1];
    const left = [1, -1, 1, -1];
    const none = [-1, -1, -1, -1];
    const decoder = fakeSession(infos({ input_points: [], input_labels: [] }), [], () => ({
      pred_masks: float32([1, 1, 3, 2, 2], [...whole, ...left, ...none]),
      iou_scores: float32([1, 1, 3], [0.5, 0.25, 0.75]),
    }));
    const embedding = await embed(openEncoder(), model, greyPicture(image));
    const scores = [];
    for (const box of [
      [2, 2, 45, 46],
      [2, 2, 90, 46],
    ] as const) {
      const [found] = await segment(decoder, sam1Points, embedding, [{ box, points: [] }]);
      scores.push(found!.maskScore);
    }
    const [shown] = await segment(decoder, sam1Points, embedding, [{ points: [{ x: 5, y: 5, label: 1 }] }]);

    assert.deepEqual(scores, [0.25, 0.5]);
    assert.equal(shown!.maskScore, 0.75);
  });
});

describe('checkPrompts', () => {
  it('refuses what a signature cannot take, by its name', () => {
    const prompts: SamPrompt[] = [
      { box: [0, 0, 5, 5], points: [] },
      { box: [0, 0, 5, 5], points: [{ x: 1, y: 1, label: 1 }] },
    ];

    assert.doesNotThrow(() => checkPrompts(sam2, prompts));
    assert.doesNotThrow(() => checkPrompts(sam1Boxes, prompts.slice(0, 1)));
    assert.throws(() => checkPrompts(sam1Boxes, prompts), {
      code: 'MODEL_UNSUPPORTED',
      message: 'This SAM model (signature sam1-boxes) takes boxes, no points',
    });
  });
});
