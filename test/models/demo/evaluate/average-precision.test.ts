import assert from 'node:assert/strict';
import { averagePrecision } from '../../../../models/demo/evaluate/average-precision';
import type { Bbox } from '../../../../src';

const box: Bbox = [10, 10, 10, 10];
/** IoU with `box` 0.8. */
const nearly: Bbox = [10, 10, 10, 8];
const elsewhere: Bbox = [50, 50, 10, 10];

const at = (picture: number, bbox: Bbox, score = 1, label = 'star') => ({ picture, label, bbox, score });

const cases = [
  { name: 'all found', truth: [at(0, box)], found: [at(0, box)], ap50: 1, ap: 1 },
  { name: 'nothing found', truth: [at(0, box)], found: [], ap50: 0, ap: 0 },
  { name: 'the same box in another picture', truth: [at(0, box)], found: [at(1, box)], ap50: 0, ap: 0 },
  // Right at 0.5, 0.55, ... 0.8 and wrong at three more.
  { name: 'boxes that fit by 0.8', truth: [at(0, box)], found: [at(0, nearly)], ap50: 1, ap: 0.7 },
  {
    name: 'a wrong box with a higher score',
    truth: [at(0, box)],
    found: [at(0, elsewhere, 0.9), at(0, box, 0.8)],
    ap50: 0.5,
    ap: 0.5,
  },
  {
    name: 'a wrong box with a lower score',
    truth: [at(0, box)],
    found: [at(0, elsewhere, 0.7), at(0, box, 0.8)],
    ap50: 1,
    ap: 1,
  },
  {
    name: 'a second box on one object',
    truth: [at(0, box)],
    found: [at(0, box, 0.9), at(0, box, 0.8)],
    ap50: 1,
    ap: 1,
  },
  // 51 levels of recall at precision 1, 50 at 2/3.
  {
    name: 'a wrong box between two right ones',
    truth: [at(0, box), at(1, box)],
    found: [at(0, box, 0.9), at(0, elsewhere, 0.8), at(1, box, 0.7)],
    ap50: (51 + 50 * (2 / 3)) / 101,
    ap: (51 + 50 * (2 / 3)) / 101,
  },
  {
    name: 'the mean over labels',
    truth: [at(0, box), at(0, box, 1, 'ring')],
    found: [at(0, box), at(0, elsewhere, 1, 'cross')],
    ap50: 0.5,
    ap: 0.5,
  },
];

describe('average precision', () => {
  for (const { name, truth, found, ...expected } of cases) {
    it(`of ${name}`, () => {
      const { ap, ap50 } = averagePrecision(truth, found);

      assert.ok(Math.abs(ap50 - expected.ap50) < 1e-9, `AP50 ${ap50}`);
      assert.ok(Math.abs(ap - expected.ap) < 1e-9, `AP ${ap}`);
    });
  }
});
