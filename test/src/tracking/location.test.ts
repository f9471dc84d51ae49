import assert from 'node:assert/strict';
import { expectedLocation, logDensity, reachOf } from '../../../src/tracking/location';
import { predictMotion } from '../../../src/tracking/motion';
import { firstSight, hit, sizeOf } from '../../../src/tracking/tracked-object';

/** Two seconds after an object of 100 x 200 pixels was seen at (500, 400) and, 200 pixels further to the right, a second later. */
function walked() {
  const at = (x: number) => ({
    detection: { label: 'person', score: 0.5, bbox: [x - 50, 300, 100, 200] as const },
    index: 0,
  });
  const object = hit(firstSight(at(500), 0, 1, false), at(700), 1000);
  return expectedLocation(object, predictMotion(object.motion, 2, sizeOf(object)), 2);
}

describe('expectedLocation', () => {
  it('is further away if the velocity was kept than if it was forgotten, and the last place if it stood', () => {
    const { moved, kept, still } = walked();

    assert.ok(kept.x > 1050 && kept.x < 1120, `${kept.x}`);
    assert.ok(moved.x > 900 && moved.x < 1000, `${moved.x}`);
    assert.ok(still.x > 680 && still.x < 710, `${still.x}`);
    assert.deepEqual([moved.y, kept.y, still.y], [400, 400, 400]);
  });

  it('has densities of which each sums to its probability', () => {
    const { moved, kept, still } = walked();
    const sums = [moved, kept, still].map((hypothesis) => {
      let sum = 0;
      for (let x = -3000; x < 5000; x += 4)
        for (let y = -3000; y < 4000; y += 4) sum += 16 * Math.exp(logDensity(hypothesis, x, y));
      return sum;
    });

    // After a step, an object stands with a probability of 0.7 x 0.3.
    for (const [index, expected] of [0.79 * 0.4, 0.79 * 0.6, 0.21].entries())
      assert.ok(Math.abs(sums[index]! - expected) < 0.001, `${sums}`);
  });
});

describe('reachOf', () => {
  it('is the smallest rectangle outside of which no hypothesis has a density of this or more', () => {
    const location = walked();
    const hypotheses = Object.values(location);
    for (const least of [-20, -14, -12]) {
      const { left, right, top, bottom } = reachOf(location, least);
      const most = (x: number, y: number): number => Math.max(...hypotheses.map((one) => logDensity(one, x, y)));

      for (const across of [left, right]) {
        const along = Math.max(...Array.from({ length: bottom - top }, (_, step) => most(across, top + step)));
        assert.ok(Math.abs(along - least) < 0.1, `${along}, ${least}`);
      }
      for (const across of [top, bottom]) {
        const along = Math.max(...Array.from({ length: right - left }, (_, step) => most(left + step, across)));
        assert.ok(Math.abs(along - least) < 0.1, `${along}, ${least}`);
      }
    }
  });

  it('is empty if every hypothesis is less likely', () => {
    const { left, right } = reachOf(walked(), 0);

    assert.ok(left > right);
  });
});
