import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { emptyMask } from '../../../../src/geometry/mask';
import { sam1Boxes } from '../../../../src/models/sam/decoder-signatures/sam1-boxes';
import { sam1Points } from '../../../../src/models/sam/decoder-signatures/sam1-points';
import { sam2 } from '../../../../src/models/sam/decoder-signatures/sam2';
import { squashed } from '../../../../src/models/sam/encoder-signatures/squashed';
import { type SamModel, samModel } from '../../../../src/models/sam/model';
import type { SamPrompt } from '../../../../src/models/sam/prompt';
import { checkPrompts, embed, segment } from '../../../../src/models/sam/segmenter';
import { float32, type NamedTensors } from '../../../../src/tensor/tensor';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

const embeddings = infos({ 'image_embeddings.0': [1], 'image_embeddings.1': [1], 'image_embeddings.2': [1] });
const image = { width: 100, height: 50 };

const model: SamModel = { encoder: squashed, decoder: sam2, side: 64, preprocess: {}, isFused: false };

const openEncoder = (height: number | string = 64) =>
  fakeSession(infos({ pixel_values: [1, 3, height, height] }), embeddings);

/** Fills the image for every box. The score is the left side of the box in the square over 64: it shows the order. */
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
  it('returns the mask, score and area of a box', async () => {
    const [segmented] = await segmentBoxes([[25, 10, 10, 10]]);

    assert.deepEqual(segmented, {
      mask: { type: 'uint8', dims: [50, 100], offset: [0, 0], data: Buffer.alloc(5000, 1) },
      maskScore: 0.25,
      area: 5000,
    });
  });

  it('keeps the order of the boxes, in runs of at most 8', async () => {
    const decoder = openDecoder();
    const boxes = Array.from({ length: 18 }, (_, index): Bbox => [50 - index, 10, 5, 5]);
    const segments = await segmentBoxes(boxes, decoder);

    assert.deepEqual(
      decoder.runs.map(({ feeds }) => feeds.input_boxes!.dims[1]),
      [8, 8, 2],
    );
    assert.deepEqual(
      segments.map(({ maskScore }) => Math.round(maskScore * 100)),
      boxes.map(([x]) => x),
    );
  });

  it('returns an empty mask for a box without a pixel in the image, and does not feed it', async () => {
    const decoder = openDecoder();
    const segments = await segmentBoxes(
      [
        [10, 10, 5, 5],
        [100, 10, 5, 5],
        [-9, 10, 5, 5],
        [20, 10, 0, 5],
        [40, 10, 5, 5],
      ],
      decoder,
    );
    const empty = { mask: emptyMask(), maskScore: 0, area: 0 };

    assert.equal(decoder.runs[0]!.feeds.input_boxes!.dims[1], 2);
    assert.deepEqual(
      segments.map(({ maskScore }) => Math.round(maskScore * 100)),
      [10, 0, 0, 0, 40],
    );
    assert.deepEqual(segments.slice(1, 4), [empty, empty, empty]);
  });

  it('clips a box to the image before it feeds it', async () => {
    const decoder = openDecoder();
    await segmentBoxes([[-50, 25, 100, 100]], decoder);

    assert.deepEqual(Array.from(decoder.runs[0]!.feeds.input_boxes!.data, Number), [0, 32, 32, 64]);
  });

  it('does not run the decoder without boxes', async () => {
    const decoder = openDecoder();

    assert.deepEqual(await segmentBoxes([], decoder), []);
    assert.equal(decoder.runs.length, 0);
  });

  it('feeds the embedding to every run', async () => {
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
    it(`clamps a predicted IoU of ${score} to ${expected}`, async () => {
      const decoder = fakeSession([], [], () => ({
        pred_masks: float32([1, 1, 1, 1, 1], [1]),
        iou_scores: float32([1, 1, 1], [score]),
      }));
      const [segmented] = await segmentBoxes([[1, 1, 5, 5]], decoder);

      assert.equal(segmented!.maskScore, expected);
    });
  }

  describe('with points', () => {
    const point = (x: number): SamPrompt['points'][number] => ({ x, y: 10, label: 1 });

    /** Fills the image for every prompt. The score is the x of its first point, or of its box, in the square over 64. */
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
            Array.from({ length: prompts }, (_, prompt) => Number(values[prompt * stride]) / 64),
          ),
        };
      });

    async function segmentPrompts(prompts: SamPrompt[], decoder = openPointDecoder()) {
      const segments = await segment(decoder, sam2, await embed(openEncoder(), model, greyPicture(image)), prompts);
      return segments.map(({ maskScore }) => Math.round(maskScore * 100));
    }

    it('runs prompts of different kinds separately and returns the masks in the order of the prompts', async () => {
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

    it('ignores points outside the image, and prompts that have no object point left', async () => {
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

  it('keeps the candidate that fits the box best, whatever its score, if the decoder takes no boxes', async () => {
    const full = [1, 1, 1, 1];
    const left = [1, -1, 1, -1];
    const empty = [-1, -1, -1, -1];
    const decoder = fakeSession(infos({ input_points: [], input_labels: [] }), [], () => ({
      pred_masks: float32([1, 1, 3, 2, 2], [...full, ...left, ...empty]),
      iou_scores: float32([1, 1, 3], [0.5, 0.25, 0.75]),
    }));
    const embedding = await embed(openEncoder(), model, greyPicture(image));
    const scores = [];
    for (const box of [
      [2, 2, 45, 46],
      [2, 2, 90, 46],
    ] as const) {
      const [segmented] = await segment(decoder, sam1Points, embedding, [{ box, points: [] }]);
      scores.push(segmented!.maskScore);
    }
    const [byPoint] = await segment(decoder, sam1Points, embedding, [{ points: [{ x: 5, y: 5, label: 1 }] }]);

    assert.deepEqual(scores, [0.25, 0.5]);
    assert.equal(byPoint!.maskScore, 0.75);
  });
});

describe('a graph that encodes the image in every run', () => {
  const inputs = infos({ input_points: [], input_labels: [], input_boxes: [], image: [1, 64, 64, 3] });
  const openGraph = () =>
    fakeSession(inputs, infos({ iou_scores: [1], best_masks: [1] }), ({ input_boxes }) => {
      const count = input_boxes!.dims[1]!;
      return {
        best_masks: float32([1, count, 1, 2, 2], new Float32Array(count * 4).fill(1)),
        iou_scores: float32([1, count, 1], new Float32Array(count).fill(0.5)),
      };
    });

  it('is not run to encode, and gets the image with the prompts of each run', async () => {
    const graph = openGraph();
    const whole = samModel(graph, undefined, {});
    const embedding = await embed(graph, whole, greyPicture(image, 77));
    assert.deepEqual([graph.runs.length, embedding.tensors.bytes], [0, 64 * 64 * 3]);

    const prompts = Array.from({ length: 40 }, (_, index) => ({ box: [index, 10, 5, 5] as Bbox, points: [] }));
    const segments = await segment(graph, whole.decoder, embedding, prompts);

    assert.equal(segments.filter(({ area, maskScore }) => area === 5000 && maskScore === 0.5).length, 40);
    assert.deepEqual(
      graph.runs.map(({ feeds, kept }) => [feeds.input_boxes!.dims[1], feeds.image!.dims, kept]),
      [
        [32, [1, 64, 64, 3], undefined],
        [8, [1, 64, 64, 3], undefined],
      ],
    );
    for (const { feeds } of graph.runs) assert.deepEqual(feeds.image!.data, new Uint8Array(64 * 64 * 3).fill(77));
  });
});

describe('checkPrompts', () => {
  it('refuses a prompt that the decoder cannot take, and names the signature', () => {
    const prompts: SamPrompt[] = [
      { box: [0, 0, 5, 5], points: [] },
      { box: [0, 0, 5, 5], points: [{ x: 1, y: 1, label: 1 }] },
    ];

    assert.doesNotThrow(() => checkPrompts(sam2, prompts));
    assert.doesNotThrow(() => checkPrompts(sam1Boxes, prompts.slice(0, 1)));
    assert.throws(() => checkPrompts(sam1Boxes, prompts), {
      code: 'MODEL_UNSUPPORTED',
      message: 'This SAM model takes boxes, not points (decoder signature sam1-boxes)',
    });
  });
});
