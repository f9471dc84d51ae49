import assert from 'node:assert/strict';
import { figuresOf, tallyOf } from '../../../../models/demo/evaluate/tally';
import type { Bbox, Mask } from '../../../../src';

const mask = (width: number): Mask => ({
  type: 'uint8',
  dims: [10, width],
  offset: [0, 0],
  data: Buffer.alloc(10 * width, 1),
});
const box: Bbox = [0, 0, 10, 10];
const star = { label: 'star', bbox: box, mask: mask(10) };
const picture = { image: Buffer.alloc(0), objects: [star, { ...star, label: 'ring' }], absent: ['cross', 'heart'] };
const detected = (label: string, bbox: Bbox = box) => ({ label, bbox, score: 1, mask: mask(5) });

describe('the tally of a picture', () => {
  it('lets every detection find one object of its label', () => {
    const tally = tallyOf(picture, [detected('star'), detected('star'), detected('ring', [9, 9, 10, 10])]);

    assert.deepEqual(tally, { objects: 2, detections: 3, found: 1, maskIouSum: 0.5, absent: 2, falselyFound: 0 });
  });

  it('counts an absent phrase once, however often it is found', () => {
    assert.equal(tallyOf(picture, [detected('cross'), detected('cross')]).falselyFound, 1);
  });

  it('adds up over pictures', () => {
    const tallies = [
      tallyOf(picture, [detected('star'), detected('ring'), detected('heart')]),
      tallyOf(picture, [detected('star')]),
    ];

    assert.deepEqual(figuresOf(tallies), { recall: 3 / 4, precision: 3 / 4, absentFound: 1 / 4, maskIou: 0.5 });
  });
});
