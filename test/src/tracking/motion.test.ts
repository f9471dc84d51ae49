import assert from 'node:assert/strict';
import { type Motion, observeMotion, predictMotion, startMotion } from '../../../src/tracking/motion';

const SIZE = 50;
const moving: Motion = { ...startMotion(100, 200, SIZE), vx: 40, vy: -20 };

const assertNear = (actual: Motion, expected: Motion, relative: number): void => {
  for (const [name, value] of Object.entries(expected) as [keyof Motion, number][])
    assert.ok(
      Math.abs(actual[name] - value) <= relative * Math.max(1, Math.abs(value)),
      `${name}: ${actual[name]}, ${value}`,
    );
};

describe('predictMotion', () => {
  it('changes nothing in no time', () => {
    assert.deepEqual(predictMotion(moving, 0, SIZE), moving);
  });

  it('gives the same in one step and in many', () => {
    let steps = moving;
    for (let step = 0; step < 200; step++) steps = predictMotion(steps, 0.015, SIZE);

    assertNear(steps, predictMotion(moving, 3, SIZE), 1e-9);
  });

  it('follows the differential equation of the process', () => {
    const seconds = 2;
    const steps = 100_000;
    const dt = seconds / steps;
    const tau = 1.5;
    const variance = (1.5 * SIZE) ** 2;
    let {
      x,
      vx,
      positionVariance: pxx,
      covariance: pxv,
      velocityVariance: pvv,
    } = observeMotion(moving, 110, 190, SIZE);
    const start = observeMotion(moving, 110, 190, SIZE);
    for (let step = 0; step < steps; step++) {
      [x, vx] = [x + dt * vx, vx - (dt / tau) * vx];
      [pxx, pxv, pvv] = [pxx + dt * 2 * pxv, pxv + dt * (pvv - pxv / tau), pvv + (dt * 2 * (variance - pvv)) / tau];
    }
    const { y, vy, ...predicted } = predictMotion(start, seconds, SIZE);

    assertNear(
      { ...predicted, y: 0, vy: 0 },
      { x, vx, y: 0, vy: 0, positionVariance: pxx, covariance: pxv, velocityVariance: pvv },
      1e-3,
    );
  });

  it('stays near however long it predicts: 1.5 s of the present velocity', () => {
    const { x, y, vx } = predictMotion(moving, 3600, SIZE);

    assert.deepEqual([Math.round(x), Math.round(y), Math.round(vx)], [160, 170, 0]);
  });
});

describe('observeMotion', () => {
  it('learns the velocity of an object in a few detections', () => {
    let motion = startMotion(0, 0, SIZE);
    for (let frame = 1; frame <= 10; frame++)
      motion = observeMotion(predictMotion(motion, 0.2, SIZE), frame * 20, 0, SIZE);

    assert.ok(Math.abs(motion.vx - 100) < 15, `${motion.vx}`);
    assert.ok(Math.abs(motion.x - 200) < 2, `${motion.x}`);
  });

  it('scales with the image', () => {
    const small = observeMotion(predictMotion(moving, 0.5, SIZE), 130, 190, SIZE);
    const doubled = { ...startMotion(200, 400, 2 * SIZE), vx: 80, vy: -40 };
    const large = observeMotion(predictMotion(doubled, 0.5, 2 * SIZE), 260, 380, 2 * SIZE);

    assertNear(large, { ...large, x: 2 * small.x, y: 2 * small.y, vx: 2 * small.vx, vy: 2 * small.vy }, 1e-12);
  });
});
