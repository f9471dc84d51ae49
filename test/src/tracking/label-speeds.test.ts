import assert from 'node:assert/strict';
import { type LabelSpeeds, learnedSpeeds, predictedMotions, speedsOf } from '../../../src/tracking/label-speeds';
import { firstSight, hit, type TrackedObject } from '../../../src/tracking/tracked-object';

/** Follows an object of 100 x 100 pixels that moves `step` pixels to the right each second. */
function learn(step: number, seconds: number, label = 'person', trackId?: number): LabelSpeeds {
  let speeds: LabelSpeeds = new Map();
  const at = (second: number) => ({
    detection: { label, score: 0.5, bbox: [second * step, 300, 100, 100] as const },
    index: 0,
  });
  let before: TrackedObject = {
    ...firstSight(at(0), 0, 1, false),
    ...(trackId !== undefined && { trackId }),
  };
  for (let second = 1; second <= seconds; second++) {
    const after = hit(before, at(second), second * 1000, predictedMotions([before], second * 1000, speeds)[0]);
    speeds = learnedSpeeds(speeds, [{ before, after }]);
    before = after;
  }
  return speeds;
}

describe('learnedSpeeds', () => {
  it('are those of the objects of a label, along each axis', () => {
    const [x, y] = speedsOf(learn(200, 300, 'person', 1), 'person');

    assert.ok(x > 1.7 && x < 2.3, `${x}`);
    assert.ok(y < 0.6, `${y}`);
  });

  it('are 1.5 sizes per second for a label that was not seen, and before an object is confirmed', () => {
    assert.deepEqual(speedsOf(learn(200, 300, 'person', 1), 'car'), [1.5, 1.5]);
    assert.deepEqual(speedsOf(learn(200, 300), 'person'), [1.5, 1.5]);
  });

  it('are not changed much by an object that stands', () => {
    const [x] = speedsOf(learn(0, 100, 'person', 1), 'person');

    assert.ok(x > 1, `${x}`);
  });

  it('are kept for 100 labels', () => {
    const [first] = [...learn(200, 2, 'person', 1).values()];
    const full: LabelSpeeds = new Map(Array.from({ length: 100 }, (_, index) => [`${index}`, first!]));
    const before = {
      ...firstSight({ detection: { label: 'new', score: 1, bbox: [0, 0, 9, 9] }, index: 0 }, 0, 1, false),
      trackId: 1,
    };

    assert.equal(learnedSpeeds(full, [{ before, after: { ...before, lastSeen: 1000 } }]).size, 100);
  });
});
