import assert from 'node:assert/strict';
import { averagePrecision } from '../../../../models/demo/evaluate/average-precision';
import type { Bbox } from '../../../../src';

const box: Bbox = [10, 10, 10, 10];
/** IoU with `box` 0.8. */
const shorter: Bbox = [10, 10, 10, 8];
const elsewhere: Bbox = [50, 50, 10, 10];

const at = (image: number, bbox: Bbox, score = 1, label = 'star') => ({ image, label, bbox, score });

const cases = [
  { name: 'a correct box for each object', truth: [at(0, box)], detected: [at(0, box)], ap50: 1, ap: 1 },
  { name: 'no box', truth: [at(0, box)], detected: [], ap50: 0, ap: 0 },
  { name: 'the same box in another image', truth: [at(0, box)], detected: [at(1, box)], ap50: 0, ap: 0 },
  // Correct at the 7 thresholds 0.5, 0.55, ... 0.8 and wrong at the 3 above.
  { name: 'a box with an IoU of 0.8', truth: [at(0, box)], detected: [at(0, shorter)], ap50: 1, ap: 0.7 },
  {
    name: 'a wrong box with a higher score',
    truth: [at(0, box)],
    detected: [at(0, elsewhere, 0.9), at(0, box, 0.8)],
    ap50: 0.5,
    ap: 0.5,
  },
  {
    name: 'a wrong box with a lower score',
    truth: [at(0, box)],
    detected: [at(0, elsewhere, 0.7), at(0, box, 0.8)],
    ap50: 1,
    ap: 1,
  },
  {
    name: 'two boxes on one object',
    truth: [at(0, box)],
    detected: [at(0, box, 0.9), at(0, box, 0.8)],
    ap50: 1,
    ap: 1,
  },
  // 51 recall levels with precision 1, 50 with 2/3.
  {
    name: 'a wrong box between two correct ones',
    truth: [at(0, box), at(1, box)],
    detected: [at(0, box, 0.9), at(0, elsewhere, 0.8), at(1, box, 0.7)],
    ap50: (51 + 50 * (2 / 3)) / 101,
    ap: (51 + 50 * (2 / 3)) / 101,
  },
  {
    name: 'two labels, which is their mean',
    truth: [at(0, box), at(0, box, 1, 'ring')],
    detected: [at(0, box), at(0, elsewhere, 1, 'cross')],
    ap50: 0.5,
    ap: 0.5,
  },
];

describe('average precision', () => {
  for (const { name, truth, detected, ...expected } of cases) {
    it(`of ${name}`, () => {
      const { ap, ap50 } = averagePrecision(truth, detected);

      assert.ok(Math.abs(ap50 - expected.ap50) < 1e-9, `AP50 ${ap50}`);
      assert.ok(Math.abs(ap - expected.ap) < 1e-9, `AP ${ap}`);
    });
  }
});
