import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { emptyMask } from '../../../../src/geometry/mask';
import { sam2 } from '../../../../src/models/sam/layouts/sam2';
import { embed, segment } from '../../../../src/models/sam/segmenter';
import { float32, type NamedTensors } from '../../../../src/tensor/tensor';
import { fakeSession, greyPicture, infos } from '../../../support/sessions';

const embeddings = infos({ 'image_embeddings.0': [1], 'image_embeddings.1': [1], 'image_embeddings.2': [1] });
const image = { width: 100, height: 50 };

const openEncoder = (height: number | string = 64) =>
  fakeSession(infos({ pixel_values: [1, 3, height, height] }), embeddings);

/** Fills the image for every box, and rates the mask by the left side of the box in the 64 frame: order can be seen. */
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
  const embedding = await embed(openEncoder(), {}, sam2, greyPicture(image));
  return segment(decoder, sam2, embedding, boxes);
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
    const embedding = await embed(openEncoder(), {}, sam2, greyPicture(image));
    await segment(decoder, sam2, embedding, new Array<Bbox>(9).fill([1, 1, 5, 5]));

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
});
