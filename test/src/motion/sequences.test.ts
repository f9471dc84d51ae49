import assert from 'node:assert/strict';
import { decodeGrey } from '../../../src/image/grey';
import { openGate } from '../../../src/motion/gate';
import type { GateSettings } from '../../../src/motion/settings';
import { type CameraSequence, cameraSequences, framesOf, type SequenceName } from '../../support/camera-sequences';

/** Percent of the images that the gate lets through while nothing moves, and while something moves. */
interface PassedShares {
  readonly still: number;
  readonly moving: number;
}

/** The gate of the first image is open, and counts no more than those in which it learns. */
async function passedShares(
  sequence: CameraSequence,
  framesPerSecond: number,
  settings: Partial<GateSettings>,
): Promise<PassedShares> {
  const gate = openGate({ everySeconds: 0, ...settings });
  const passed: Record<keyof PassedShares, boolean[]> = { still: [], moving: [] };
  for await (const { seconds, jpeg, moves } of framesOf(sequence, framesPerSecond)) {
    const grey = await decodeGrey(jpeg, 160);
    const { motion } = gate.update({ time: seconds * 1000, grey, image: grey.image });
    if (motion.why !== 'first' && seconds >= (sequence.learnSeconds ?? 0))
      passed[moves ? 'moving' : 'still'].push(motion.moved);
  }
  const percent = (all: boolean[]): number => (100 * all.filter(Boolean).length) / Math.max(all.length, 1);
  return { still: percent(passed.still), moving: percent(passed.moving) };
}

/** At most this percentage of still images, and at least this one of the others. */
const limits: Record<SequenceName, Partial<PassedShares>> = {
  day: { still: 0 },
  night: { still: 0 },
  constant: { still: 0 },
  sunset: { still: 0 },
  clouds: { still: 0 },
  // The image of the switch itself may pass: 1 of 179.
  exposure: { still: 0.6 },
  infrared: { still: 0.6 },
  clock: { still: 0 },
  tree: { still: 0 },
  // Shadows and beams only cost detections.
  shadow: { still: 70 },
  beam: { still: 34 },
  near: { moving: 95 },
  middle: { moving: 92 },
  far: { moving: 76 },
  lowContrast: { moving: 85 },
  dusk: { moving: 93 },
  lightOn: { still: 0, moving: 91 },
  // The image in which the person stands for the first time, and the one without the person.
  standing: { still: 1.4, moving: 95 },
};

/** Asserts that the gate keeps the limits of a sequence. */
async function assertInLimits(key: SequenceName, framesPerSecond: number, settings: Partial<GateSettings>) {
  const { still = 100, moving = 0 } = limits[key];
  const shares = await passedShares(cameraSequences[key], framesPerSecond, settings);

  assert.ok(shares.still <= still, `${shares.still} % of the still images`);
  assert.ok(moving === 0 || shares.moving >= moving, `${shares.moving} % of the images with movement`);
}

describe('the gate on generated cameras', function () {
  this.timeout(300_000);

  for (const [key, { name }] of Object.entries(cameraSequences) as [SequenceName, CameraSequence][]) {
    it(`at 2 images per second: ${name}`, () => assertInLimits(key, 2, { holdSeconds: 0 }));
  }

  // At a high rate, a person moves by less than a pixel between two images: movement counts for a second.
  for (const rate of [15, 5, 2, 0.5])
    for (const key of ['night', 'tree', 'lowContrast', 'lightOn'] as const) {
      it(`at ${rate} images per second: ${cameraSequences[key].name}`, () =>
        assertInLimits(key, rate, { holdSeconds: 1 }));
    }

  for (const rate of [5, 0.5]) {
    it(`becomes quiet for a tree in the wind with the default settings, at ${rate} images per second`, async () => {
      const tree = { ...cameraSequences.tree, learnSeconds: 80 };

      assert.equal((await passedShares(tree, rate, {})).still, 0);
    });
  }
});
