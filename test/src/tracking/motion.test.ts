import assert from 'node:assert/strict';
import { type Motion, observeMotion, predictMotion, startMotion } from '../../../src/tracking/motion';

const SIZE = 50;
const moving: Motion = { ...startMotion(100, 200, SIZE), vx: 40, vy: -20 };

/** All numbers of a motion. */
const flat = ({ spreadX, spreadY, ...place }: Motion): Readonly<Record<string, number>> => ({
  ...place,
  ...Object.fromEntries(
    Object.entries({ spreadX, spreadY }).flatMap(([axis, spread]) =>
      Object.entries(spread).map(([name, value]) => [`${axis} ${name}`, value as number]),
    ),
  ),
});

const assertNear = (actual: Motion, expected: Motion, relative: number): void => {
  const numbers = flat(actual);
  for (const [name, value] of Object.entries(flat(expected)))
    assert.ok(
      Math.abs(numbers[name]! - value) <= relative * Math.max(1, Math.abs(value)),
      `${name}: ${numbers[name]}, ${value}`,
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
    const tau = 2;
    const variance = (1.5 * SIZE) ** 2;
    const start = observeMotion(moving, 110, 190, SIZE);
    let { x, vx } = start;
    let { position: pxx, covariance: pxv, velocity: pvv } = start.spreadX;
    for (let step = 0; step < steps; step++) {
      [x, vx] = [x + dt * vx, vx - (dt / tau) * vx];
      [pxx, pxv, pvv] = [pxx + dt * 2 * pxv, pxv + dt * (pvv - pxv / tau), pvv + (dt * 2 * (variance - pvv)) / tau];
    }
    const { y, vy, spreadY } = predictMotion(start, seconds, SIZE);

    assertNear(
      predictMotion(start, seconds, SIZE),
      { x, vx, y, vy, spreadX: { position: pxx, covariance: pxv, velocity: pvv }, spreadY },
      1e-3,
    );
  });

  it('expects more motion along the axis where objects are fast', () => {
    const { spreadX, spreadY } = predictMotion(startMotion(100, 200, SIZE, [2, 0.5]), 1, SIZE, [2, 0.5]);

    assert.ok(Math.abs(Math.sqrt(spreadX.velocity) - 2 * SIZE) < 1e-9);
    assert.ok(spreadX.position > 10 * spreadY.position);
  });

  it('stays near however long it predicts: 2 s of the present velocity', () => {
    const { x, y, vx } = predictMotion(moving, 3600, SIZE);

    assert.deepEqual([Math.round(x), Math.round(y), Math.round(vx)], [180, 160, 0]);
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
