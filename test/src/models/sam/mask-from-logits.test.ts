import assert from 'node:assert/strict';
import type { Bbox, ImageSize } from '../../../../src/contract';
import { emptyMask, maskArea, maskFromRle } from '../../../../src/geometry/mask';
import type { CocoRle } from '../../../../src/geometry/rle';
import type { MaskCandidate } from '../../../../src/models/sam/decoder-signature';
import { type EncoderSquare, padToSquare, squashToSquare } from '../../../../src/models/sam/encoder-square';
import { bestRated, candidatesFrom } from '../../../../src/models/sam/mask-candidates';
import { maskFromLogits } from '../../../../src/models/sam/mask-from-logits';
import { float32 } from '../../../../src/tensor/tensor';
import { goldenArray, goldenCases } from '../../../support/goldens';
import { pixelsOf } from '../../../support/masks';
import { random } from '../../../support/random';

interface SamCase {
  readonly id: string;
  readonly model: string;
  readonly image_hw: readonly [height: number, width: number];
  readonly pred_masks_npy: string;
  readonly detections: readonly {
    readonly box_xyxy: Bbox;
    readonly iou_scores: readonly number[];
    readonly final_mask_best: CocoRle & { readonly area: number };
  }[];
}

interface PointsCase {
  readonly image_hw: readonly [height: number, width: number];
  readonly iou_scores: readonly (readonly number[])[];
  readonly pred_masks_npy: string;
  readonly final_mask_best: readonly CocoRle[];
}

interface MetaCase {
  readonly id: string;
  readonly image_hw: readonly [height: number, width: number];
  readonly iou_predictions: readonly number[];
  readonly low_res_masks_npy: string;
  readonly masks_rle_gt0: readonly CocoRle[];
}

/** A grid of numbers, row-major. */
interface Grid extends ImageSize {
  readonly values: ArrayLike<number>;
}

/** torch's `interpolate`, bilinear, `align_corners=False`, pixel by pixel. */
function interpolate({ values, width, height }: Grid, to: ImageSize): Grid {
  const cellsAt = (pixel: number, pixels: number, cells: number) => {
    const position = Math.max(((pixel + 0.5) * cells) / pixels - 0.5, 0);
    const first = Math.min(Math.floor(position), cells - 1);
    return { first, second: Math.min(first + 1, cells - 1), weight: position - first };
  };
  const valueAt = (_: unknown, at: number): number => {
    const x = cellsAt(at % to.width, to.width, width);
    const y = cellsAt(Math.floor(at / to.width), to.height, height);
    const across = (row: number): number =>
      values[row * width + x.first]! * (1 - x.weight) + values[row * width + x.second]! * x.weight;
    return across(y.first) * (1 - y.weight) + across(y.second) * y.weight;
  };
  return { ...to, values: Float64Array.from({ length: to.width * to.height }, valueAt) };
}

/** The top left part of a grid. */
function crop({ values, width }: Grid, to: ImageSize): Grid {
  const at = (index: number): number => Math.floor(index / to.width) * width + (index % to.width);
  return { ...to, values: Float64Array.from({ length: to.width * to.height }, (_, index) => values[at(index)]!) };
}

/** The logits of all pixels of the image, as transformers' `post_process_masks` computes them. */
function imageLogits({ logits, size, coversImage }: MaskCandidate, { image, side, content, isPadded }: EncoderSquare) {
  const grid = { ...size, values: logits };
  if (!isPadded || coversImage) return interpolate(grid, image).values;
  return interpolate(crop(interpolate(grid, { width: side, height: side }), content), image).values;
}

/** A logit closer to 0 than this may have either sign in float32. */
const UNDECIDED = 1e-5;

/** Indices of pixels that contradict the sign of their logit. */
const wrongPixels = (candidate: MaskCandidate, square: EncoderSquare, pixels: Uint8Array): number[] => {
  const logits = imageLogits(candidate, square);
  return [...pixels.keys()].filter(
    (at) => Math.abs(logits[at]!) > UNDECIDED && pixels[at] !== (logits[at]! > 0 ? 1 : 0),
  );
};

/** A mask that transformers or Meta's decoder made from stored logits. */
interface StoredMask {
  readonly name: string;
  readonly candidate: MaskCandidate;
  readonly square: EncoderSquare;
  readonly expected: CocoRle & { readonly area?: number };
}

const squareOf = (model: string, [height, width]: readonly [number, number]): EncoderSquare =>
  (model === 'sam2' ? squashToSquare : padToSquare)({ width, height }, 256);

/** @param ious `[prompts][candidates]` */
function storedCandidates(npy: string, ious: readonly (readonly number[])[]): MaskCandidate[][] {
  const masks = goldenArray(npy);
  const scores = float32([ious.length, ious[0]!.length], ious.flat());
  return candidatesFrom({ masks: float32(masks.dims, masks.data), scores }, 'masks', 'scores');
}

const byBoxes = goldenCases<SamCase>('sam').flatMap(({ id, model, image_hw, pred_masks_npy, detections }) => {
  const ious = detections.map(({ iou_scores }) => iou_scores);
  return storedCandidates(pred_masks_npy, ious).map((candidates, index): StoredMask => {
    const { box_xyxy, final_mask_best: expected } = detections[index]!;
    return {
      name: `${id}, box ${box_xyxy.join(' ')}`,
      candidate: bestRated(candidates),
      square: squareOf(model, image_hw),
      expected,
    };
  });
});

const byPoints = goldenCases<PointsCase>('sam_points').flatMap(({ image_hw, iou_scores, pred_masks_npy, ...golden }) =>
  storedCandidates(pred_masks_npy, iou_scores).map((candidates, index): StoredMask => {
    const square = squareOf('sam1', image_hw);
    return {
      name: `sam1, point ${index}`,
      candidate: bestRated(candidates),
      square,
      expected: golden.final_mask_best[index]!,
    };
  }),
);

const byMeta = goldenCases<MetaCase>('meta_sam').flatMap(({ id, image_hw, iou_predictions, ...golden }) =>
  storedCandidates(golden.low_res_masks_npy, [iou_predictions])[0]!.map((candidate, index): StoredMask => {
    const square = squareOf('meta', image_hw);
    return { name: `meta, ${id}, mask ${index}`, candidate, square, expected: golden.masks_rle_gt0[index]! };
  }),
);

describe('maskFromLogits makes the same masks of stored logits as the reference', () => {
  for (const { name, candidate, square, expected } of [...byBoxes, ...byPoints, ...byMeta]) {
    it(name, () => {
      const reference = maskFromRle(expected);
      const pixels = pixelsOf(maskFromLogits(candidate, square), square.image);
      const logits = imageLogits(candidate, square);
      const expectedPixels = pixelsOf(reference, square.image);

      assert.deepEqual(
        [...pixels.keys()].filter((at) => pixels[at] !== expectedPixels[at] && Math.abs(logits[at]!) > UNDECIDED),
        [],
      );
      assert.equal(maskArea(reference), expected.area ?? maskArea(reference));
    });
  }
});

/** A grid of low-frequency waves of which about a tenth is above 0. */
function waves(next: () => number, size: ImageSize): MaskCandidate {
  const parts = Array.from({ length: 5 }, () => [next() - 0.5, next() - 0.5, next() * 6, next() + 0.5] as const);
  const logits = Float32Array.from({ length: size.width * size.height }, (_, at) => {
    const x = at % size.width;
    const y = Math.floor(at / size.width);
    return parts.reduce((sum, [fx, fy, phase, height]) => sum + height * Math.cos(fx * x + fy * y + phase), -2.5);
  });
  return { logits, size, predictedIou: 1 };
}

/** A grid of noise with few cells above 0, so that one wrong neighbour cell changes the mask. */
function specks(next: () => number, size: ImageSize): MaskCandidate {
  const logits = Float32Array.from({ length: size.width * size.height }, () => (next() < 0.06 ? 1 : -1) * next() * 8);
  return { logits, size, predictedIou: 1 };
}

describe('maskFromLogits equals the computation of every pixel for', () => {
  const grid = { width: 16, height: 16 };
  const cases = [
    { name: 'an image larger than the grid', square: squashToSquare({ width: 101, height: 67 }, 64) },
    { name: 'an image smaller than the grid', square: squashToSquare({ width: 7, height: 5 }, 64) },
    { name: 'a very wide image', square: squashToSquare({ width: 150, height: 3 }, 64) },
    { name: 'an image of one pixel', square: squashToSquare({ width: 1, height: 1 }, 64) },
    { name: 'an image of the size of the grid', square: squashToSquare({ width: 16, height: 16 }, 64) },
    { name: 'a wide image with padding below', square: padToSquare({ width: 90, height: 61 }, 64) },
    { name: 'a tall image with padding on the right', square: padToSquare({ width: 29, height: 131 }, 64) },
    { name: 'a large image that fills a padded square', square: padToSquare({ width: 130, height: 130 }, 64) },
    { name: 'a small image in a padded square', square: padToSquare({ width: 11, height: 7 }, 64) },
    { name: 'an image one pixel high in a padded square', square: padToSquare({ width: 300, height: 1 }, 64) },
    { name: 'a padded square smaller than the grid', square: padToSquare({ width: 40, height: 31 }, 6) },
  ];
  for (const { name, square } of cases) {
    it(name, () => {
      const next = random(7);
      let objects = 0;
      for (let round = 0; round < 40; round++) {
        const candidate = round % 2 === 0 ? waves(next, grid) : specks(next, grid);
        const pixels = pixelsOf(maskFromLogits(candidate, square), square.image);

        objects += pixels.includes(1) ? 1 : 0;
        assert.deepEqual(wrongPixels(candidate, square, pixels), []);
      }
      assert.ok(objects > 0, 'no grid contains an object');
    });
  }

  it('a grid that covers the image only', () => {
    const square = padToSquare({ width: 90, height: 61 }, 64);
    const candidate = { ...waves(random(3), { width: 64, height: 43 }), coversImage: true };

    assert.deepEqual(wrongPixels(candidate, square, pixelsOf(maskFromLogits(candidate, square), square.image)), []);
  });
});

describe('maskFromLogits', () => {
  const withLogits = (values: number[]): MaskCandidate => ({
    logits: Float32Array.from(values),
    size: { width: 2, height: 2 },
    predictedIou: 1,
  });
  const square = squashToSquare({ width: 4, height: 2 }, 64);
  const cases = [
    { name: 'returns an empty mask without a logit above 0', values: [0, -1, 0, 0], expected: emptyMask() },
    {
      name: 'returns an empty mask if no pixel is near the only positive logit',
      values: [0.1, -9, -9, -9],
      image: { width: 1, height: 1 },
      expected: emptyMask(),
    },
    {
      name: 'returns an empty mask for an object in the padding',
      values: [-9, -9, 0.1, 0.1],
      padded: { width: 64, height: 8 },
      expected: emptyMask(),
    },
    {
      name: 'maps columns to x',
      values: [-1, 1, -1, 1],
      expected: { type: 'uint8', dims: [2, 2], offset: [2, 0], data: Buffer.from([1, 1, 1, 1]) },
    },
    {
      name: 'maps rows to y',
      values: [-1, -1, 1, 1],
      expected: { type: 'uint8', dims: [1, 4], offset: [0, 1], data: Buffer.from([1, 1, 1, 1]) },
    },
    {
      name: 'fills the image if all logits are above 0',
      values: [1, 1, 1, 1],
      expected: { type: 'uint8', dims: [2, 4], offset: [0, 0], data: Buffer.alloc(8, 1) },
    },
  ];
  for (const { name, values, image, padded, expected } of cases) {
    const placed = padded ? padToSquare(padded, 64) : image ? squashToSquare(image, 64) : square;
    it(name, () => assert.deepEqual(maskFromLogits(withLogits(values), placed), expected));
  }
});
