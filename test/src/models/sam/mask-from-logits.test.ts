import assert from 'node:assert/strict';
import type { Bbox, ImageSize } from '../../../../src/contract';
import { emptyMask, maskArea, maskFromRle } from '../../../../src/geometry/mask';
import type { CocoRle } from '../../../../src/geometry/rle';
import { bestMaskPerPrompt } from '../../../../src/models/sam/best-masks';
import { type Frame, squashFrame } from '../../../../src/models/sam/frame';
import type { RawMask } from '../../../../src/models/sam/layout';
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

/** The logit of a pixel of the image by itself, as torch's `interpolate` has it. */
function logitAt(at: number, { logits, size }: RawMask, { image, side, content }: Frame): number {
  const cellsAt = (pixel: number, pixels: number, cells: number, covered: number) => {
    const position = Math.max(((pixel + 0.5) * cells * covered) / pixels - 0.5, 0);
    const first = Math.min(Math.floor(position), cells - 1);
    return { first, second: Math.min(first + 1, cells - 1), weight: position - first };
  };
  const x = cellsAt(at % image.width, image.width, size.width, content.width / side);
  const y = cellsAt(Math.floor(at / image.width), image.height, size.height, content.height / side);
  const across = (row: number): number =>
    logits[row * size.width + x.first]! * (1 - x.weight) + logits[row * size.width + x.second]! * x.weight;
  return across(y.first) * (1 - y.weight) + across(y.second) * y.weight;
}

/** Computed in float32, a value this near to 0 may fall on either side of it. */
const UNDECIDED = 1e-5;

describe('stored decoder outputs become the masks that transformers makes of them', () => {
  for (const golden of goldenCases<SamCase>('sam').filter(({ model }) => model === 'sam2')) {
    const masks = goldenArray(golden.pred_masks_npy);
    const scores = golden.detections.flatMap(({ iou_scores }) => iou_scores);
    const raw = bestMaskPerPrompt({
      pred_masks: float32(masks.dims, masks.data),
      iou_scores: float32(masks.dims.slice(0, 3), scores),
    });
    const [height, width] = golden.image_hw;
    golden.detections.forEach(({ box_xyxy, final_mask_best: { size, counts, area } }, index) => {
      it(`${golden.id}, box ${box_xyxy.join(' ')}`, () => {
        const frame = squashFrame({ width, height }, 256);
        const pixels = pixelsOf(maskFromLogits(raw[index]!, frame), frame.image);
        const reference = maskFromRle({ size, counts });
        const expected = pixelsOf(reference, frame.image);
        const wrong = [...pixels.keys()]
          .filter((at) => pixels[at] !== expected[at])
          .filter((at) => Math.abs(logitAt(at, raw[index]!, frame)) > UNDECIDED);

        assert.deepEqual(wrong, []);
        assert.equal(maskArea(reference), area);
      });
    });
  }
});

/** A grid of slow waves, lowered so that about a tenth of it is object. */
function waves(next: () => number, size: ImageSize): RawMask {
  const parts = Array.from({ length: 5 }, () => [next() - 0.5, next() - 0.5, next() * 6, next() + 0.5] as const);
  const logits = Float32Array.from({ length: size.width * size.height }, (_, at) => {
    const x = at % size.width;
    const y = Math.floor(at / size.width);
    return parts.reduce((sum, [fx, fy, phase, height]) => sum + height * Math.cos(fx * x + fy * y + phase), -2.5);
  });
  return { logits, size, predictedIou: 1 };
}

describe('maskFromLogits looks only where the object can be, and finds what a look at every pixel finds', () => {
  const grid = { width: 16, height: 16 };
  const cases = [
    { name: 'an image larger than the grid', frame: squashFrame({ width: 101, height: 67 }, 64) },
    { name: 'an image smaller than the grid', frame: squashFrame({ width: 7, height: 5 }, 64) },
    { name: 'a very wide image', frame: squashFrame({ width: 150, height: 3 }, 64) },
    { name: 'an image of one pixel', frame: squashFrame({ width: 1, height: 1 }, 64) },
    { name: 'an image of the size of the grid', frame: squashFrame({ width: 16, height: 16 }, 64) },
    {
      name: 'a grid that the image covers in part',
      frame: { image: { width: 90, height: 60 }, side: 64, content: { width: 64, height: 43 } },
    },
  ];
  for (const { name, frame } of cases) {
    it(name, () => {
      const next = random(7);
      let objects = 0;
      for (let round = 0; round < 40; round++) {
        const raw = waves(next, grid);
        const pixels = pixelsOf(maskFromLogits(raw, frame), frame.image);
        const logits = Array.from(pixels, (_, at) => logitAt(at, raw, frame));

        objects += pixels.includes(1) ? 1 : 0;
        const wrong = logits.filter((logit, at) => Math.abs(logit) > UNDECIDED && pixels[at] !== (logit > 0 ? 1 : 0));
        assert.deepEqual(wrong, []);
      }
      assert.ok(objects > 0, 'none of the grids holds an object');
    });
  }
});

describe('maskFromLogits', () => {
  const raw = (values: number[]): RawMask => ({
    logits: Float32Array.from(values),
    size: { width: 2, height: 2 },
    predictedIou: 1,
  });
  const frame = squashFrame({ width: 4, height: 2 }, 64);
  const cases = [
    { name: 'no logit above 0 is an empty mask', values: [0, -1, 0, 0], expected: emptyMask() },
    {
      name: 'a logit that no pixel comes near is an empty mask',
      values: [0.1, -9, -9, -9],
      image: { width: 1, height: 1 },
      expected: emptyMask(),
    },
    {
      name: 'x goes to the right',
      values: [-1, 1, -1, 1],
      expected: { type: 'uint8', dims: [2, 2], offset: [2, 0], data: Buffer.from([1, 1, 1, 1]) },
    },
    {
      name: 'y goes down',
      values: [-1, -1, 1, 1],
      expected: { type: 'uint8', dims: [1, 4], offset: [0, 1], data: Buffer.from([1, 1, 1, 1]) },
    },
    {
      name: 'logits above 0 everywhere fill the image',
      values: [1, 1, 1, 1],
      expected: { type: 'uint8', dims: [2, 4], offset: [0, 0], data: Buffer.alloc(8, 1) },
    },
  ];
  for (const { name, values, image, expected } of cases) {
    it(name, () => assert.deepEqual(maskFromLogits(raw(values), image ? squashFrame(image, 64) : frame), expected));
  }
});
