import assert from 'node:assert/strict';
import type { Bbox, ImageSize } from '../../../src/contract';
import { deservesId, goneBy, wasLookedAt } from '../../../src/tracking/life';
import { type TrackerSettings, trackerDefaults } from '../../../src/tracking/settings';
import { firstSight, type TrackedObject } from '../../../src/tracking/tracked-object';

const image: ImageSize = { width: 1920, height: 1080 };

/** Times in ms. */
const objectWith = (values: Partial<TrackedObject>, bbox: Bbox = [500, 400, 100, 200]): TrackedObject => ({
  ...firstSight({ detection: { label: 'person', score: 0.5, bbox }, index: 0 }, 0, 1, false),
  ...values,
});

const moving = (vx: number, vy: number, bbox: Bbox): TrackedObject => {
  const object = objectWith({ trackId: 1, hits: 9, looks: 11, misses: 2 }, bbox);
  return { ...object, motion: { ...object.motion, vx, vy } };
};

describe('deservesId', () => {
  for (const { name, values, settings, expected } of [
    { name: 'one detection', values: { hits: 1, looks: 1, lastSeen: 0 }, expected: false },
    { name: 'two detections within half a second', values: { hits: 2, looks: 2, lastSeen: 400 }, expected: false },
    { name: 'two detections after half a second', values: { hits: 2, looks: 2, lastSeen: 500 }, expected: true },
    { name: 'detections in half of the images', values: { hits: 3, looks: 6, lastSeen: 900 }, expected: true },
    { name: 'detections in fewer images', values: { hits: 3, looks: 7, lastSeen: 900 }, expected: false },
    {
      name: 'one detection, if that is enough',
      values: { hits: 1, looks: 1, lastSeen: 0 },
      settings: { confirmHits: 1, confirmSeconds: 0 },
      expected: true,
    },
  ] as { name: string; values: Partial<TrackedObject>; settings?: Partial<TrackerSettings>; expected: boolean }[]) {
    it(`is ${expected} for ${name}`, () => {
      assert.equal(deservesId(objectWith(values), { ...trackerDefaults, ...settings }), expected);
    });
  }
});

describe('goneBy', () => {
  const confirmed = { trackId: 1, hits: 5, looks: 9 };
  for (const { name, object, time, expected } of [
    { name: '3 misses in 5 s', object: objectWith({ ...confirmed, misses: 3 }), time: 5000, expected: 'lost' },
    { name: '2 misses in 5 s', object: objectWith({ ...confirmed, misses: 2 }), time: 5000, expected: undefined },
    { name: '9 misses in 4.9 s', object: objectWith({ ...confirmed, misses: 9 }), time: 4900, expected: undefined },
    {
      name: 'most images, unconfirmed',
      object: objectWith({ hits: 1, looks: 3, misses: 2 }),
      time: 100,
      expected: 'lost',
    },
    {
      name: 'half of the images, unconfirmed',
      object: objectWith({ hits: 1, looks: 2, misses: 1 }),
      time: 100,
      expected: undefined,
    },
    { name: 'leaving to the left', object: moving(-40, 0, [1, 400, 60, 200]), time: 1000, expected: 'edge' },
    { name: 'leaving to the right', object: moving(40, 0, [1860, 400, 60, 200]), time: 1000, expected: 'edge' },
    { name: 'leaving at the top', object: moving(0, -40, [500, 0, 60, 200]), time: 1000, expected: 'edge' },
    { name: 'leaving at the bottom', object: moving(0, 40, [500, 880, 60, 200]), time: 1000, expected: 'edge' },
    {
      name: 'at the border, moving inwards',
      object: moving(40, 0, [1, 400, 60, 200]),
      time: 1000,
      expected: undefined,
    },
    { name: 'at the border, standing', object: moving(-5, 0, [1, 400, 60, 200]), time: 1000, expected: undefined },
    {
      name: 'leaving, less than a second ago',
      object: moving(-40, 0, [1, 400, 60, 200]),
      time: 900,
      expected: undefined,
    },
  ]) {
    it(`is ${expected} after: ${name}`, () => {
      assert.equal(goneBy(object, time, image, trackerDefaults), expected);
    });
  }
});

describe('wasLookedAt', () => {
  const object = objectWith({});

  for (const { name, seen, expected } of [
    { name: 'the complete image', seen: undefined, expected: true },
    {
      name: 'a rectangle with its centre',
      seen: [
        [0, 0, 10, 10],
        [540, 490, 20, 20],
      ],
      expected: true,
    },
    { name: 'a rectangle with its border only', seen: [[400, 300, 120, 200]], expected: false },
    { name: 'no part of the image', seen: [], expected: false },
  ] as { name: string; seen?: Bbox[]; expected: boolean }[]) {
    it(`is ${expected} if the detector searched ${name}`, () => {
      assert.equal(wasLookedAt(object, 1000, image, seen), expected);
    });
  }
});
