import assert from 'node:assert/strict';
import { metricsOf, tallyOf } from '../../../../models/demo/evaluate/tally';
import type { Bbox, Mask } from '../../../../src';

const mask = (width: number): Mask => ({
  type: 'uint8',
  dims: [10, width],
  offset: [0, 0],
  data: Buffer.alloc(10 * width, 1),
});
const box: Bbox = [0, 0, 10, 10];
const star = { label: 'star', bbox: box, mask: mask(10) };
const image = { image: Buffer.alloc(0), objects: [star, { ...star, label: 'ring' }], absent: ['cross', 'heart'] };
const detected = (label: string, bbox: Bbox = box) => ({ label, bbox, score: 1, mask: mask(5) });

describe('the tally of an image', () => {
  it('matches each detection with at most one object of its label', () => {
    const tally = tallyOf(image, [detected('star'), detected('star'), detected('ring', [9, 9, 10, 10])]);

    assert.deepEqual(tally, { objects: 2, detections: 3, matched: 1, maskIouSum: 0.5, absent: 2, absentDetected: 0 });
  });

  it('counts an absent phrase with several detections once', () => {
    assert.equal(tallyOf(image, [detected('cross'), detected('cross')]).absentDetected, 1);
  });

  it('adds up over images', () => {
    const tallies = [
      tallyOf(image, [detected('star'), detected('ring'), detected('heart')]),
      tallyOf(image, [detected('star')]),
    ];

    assert.deepEqual(metricsOf(tallies), { recall: 3 / 4, precision: 3 / 4, absentDetected: 1 / 4, maskIou: 0.5 });
  });
});
