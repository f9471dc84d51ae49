import assert from 'node:assert/strict';
import type { Detection, Mask, Track } from '../../../src/contract';
import {
  emptyFollowState,
  type FollowResult,
  type FollowState,
  follow,
  followPrompts,
  heldDetections,
  maskBytesOf,
  withoutGone,
} from '../../../src/tracking/follow';

const image = { width: 200, height: 100 };
const SECOND = 1000;

/** A square of 10 x 10 pixels. */
const square = (x: number, y = 20): Mask => ({
  ...{ type: 'uint8', dims: [10, 10], offset: [x, y] },
  data: Buffer.alloc(100, 1),
});
const empty: Mask = { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) };
const cat = (trackId: number, rest: Partial<Detection> = {}): Detection => ({
  ...{ label: 'cat', score: 0.8, bbox: [0, 0, 50, 50], trackId },
  ...rest,
});
const track = (trackId: number, rest: Partial<Track> = {}): Track => ({
  ...{ id: `-${trackId}`, trackId, label: 'cat', score: 0.8, bbox: [10, 20, 30, 40], seen: false },
  ...{ firstSeen: 0, lastSeen: 0, seconds: 0, still: false, velocity: [0, 0], path: [] },
  ...rest,
});

const result = (detection: Detection, mask: Mask, isLost?: boolean): FollowResult => ({
  detection: { ...detection, mask },
  mask,
  ...(isLost === undefined ? {} : { isLost }),
});

/** The state after images that show object 1 at places, found by the detector or followed. */
function stateAfter(
  ...images: readonly (readonly [seconds: number, x: number, how: 'detected' | 'followed'])[]
): FollowState {
  return images.reduce((state: FollowState, [seconds, x, how]) => {
    const shown = how === 'detected' ? result(cat(1), square(x)) : result(cat(1, { held: true }), square(x), false);
    return follow(state, [shown], image, seconds * SECOND).state;
  }, emptyFollowState);
}

/** Where the mask of object 1 is expected. */
function expectedX(state: FollowState, seconds: number): number | undefined {
  const [prompt] = followPrompts(state, [cat(1, { held: true })], seconds * SECOND);
  return prompt!.earlier?.offset[0];
}

describe('heldDetections', () => {
  it('are where tracks should be, clipped to the image', () => {
    const [detection, ...more] = heldDetections([track(3, { bbox: [180, 20, 30, 40], seconds: 2 })], image);

    assert.equal(more.length, 0);
    assert.deepEqual(detection, {
      ...{ label: 'cat', score: 0.8, bbox: [180, 20, 20, 40], trackId: 3 },
      ...{ seconds: 2, still: false, velocity: [0, 0], held: true },
    });
  });

  it('leave out tracks outside of the image', () => {
    assert.deepEqual(heldDetections([track(1, { bbox: [-40, 20, 30, 40] })], image), []);
  });
});

describe('followPrompts', () => {
  it('segments held detections from the last mask of their object', () => {
    const [prompt] = followPrompts(stateAfter([0, 50, 'detected']), [cat(1, { held: true })], SECOND);

    assert.deepEqual(prompt!.detection.bbox, [50, 20, 10, 10]);
    assert.deepEqual(prompt!.earlier, square(50));
  });

  for (const { name, detection } of [
    { name: 'a detection of this image', detection: cat(1) },
    { name: 'an object without a mask', detection: cat(2, { held: true }) },
    {
      name: 'a held detection without a track',
      detection: { label: 'cat', score: 1, bbox: [0, 0, 5, 5], held: true } as const,
    },
  ]) {
    it(`leaves ${name} as it is`, () => {
      assert.deepEqual(followPrompts(stateAfter([0, 50, 'detected']), [detection], SECOND), [{ detection }]);
    });
  }

  it('leaves a held detection as it is in an image of another size: its mask is in other pixels', () => {
    const [state, detection] = [stateAfter([0, 50, 'detected']), cat(1, { held: true })];

    assert.deepEqual(followPrompts(state, [detection], SECOND, { width: 400, height: 200 }), [{ detection }]);
  });

  it('expects an object where its last masks move to, for at most a second', () => {
    const state = stateAfter([0, 50, 'detected'], [1, 60, 'followed'], [2, 70, 'followed'], [3, 80, 'followed']);

    // The velocity is a moving average: 5, 7.5, 8.75 pixels per second.
    assert.equal(expectedX(state, 3), 80);
    assert.equal(expectedX(state, 3.5), 84);
    assert.equal(expectedX(state, 4), 89);
    assert.equal(expectedX(state, 30), 89);
  });

  it('expects it at its place in an image that is older', () => {
    assert.equal(expectedX(stateAfter([0, 50, 'detected'], [1, 60, 'followed']), 0.5), 60);
  });

  it('has no mask for an object that has moved out of the image', () => {
    assert.equal(expectedX(stateAfter([0, 10, 'detected'], [0.1, 2, 'followed']), 5), undefined);
  });
});

describe('follow', () => {
  const seen = stateAfter([0, 50, 'detected']);

  it('leaves detections of the image as they are', () => {
    const shown = result(cat(1), square(50));

    const { detections, followed, lost } = follow(emptyFollowState, [shown], image, 0);

    assert.deepEqual(detections, [shown.detection]);
    assert.deepEqual([followed, lost], [0, 0]);
  });

  it('no longer holds an object that was found again, and gives it the bounds of its mask', () => {
    const { detections, followed, lost } = follow(
      seen,
      [result(cat(1, { held: true }), square(60), false)],
      image,
      SECOND,
    );

    assert.deepEqual(detections, [{ ...cat(1), bbox: [60, 20, 10, 10], mask: square(60) }]);
    assert.deepEqual([followed, lost], [1, 0]);
  });

  for (const { name, shown } of [
    { name: 'is lost', shown: result(cat(1, { held: true }), square(50), true) },
    { name: 'has no earlier mask', shown: result(cat(1, { held: true }), square(90)) },
    { name: 'has no pixel', shown: result(cat(1, { held: true }), empty, false) },
  ]) {
    it(`holds an object that ${name}, and remembers its last mask`, () => {
      const { state, detections, followed, lost } = follow(seen, [shown], image, SECOND);

      assert.deepEqual(detections, [shown.detection]);
      assert.deepEqual([followed, lost], [0, 1]);
      assert.equal(expectedX(state, 1), 50);
    });
  }

  it('finds an object again that was lost in one image', () => {
    const { state } = follow(seen, [result(cat(1, { held: true }), square(50), true)], image, SECOND);

    assert.equal(follow(state, [result(cat(1, { held: true }), square(55), false)], image, 2 * SECOND).followed, 1);
  });

  it('remembers the mask before its clean-up', () => {
    const { state } = follow(
      emptyFollowState,
      [{ detection: { ...cat(1), mask: square(40) }, mask: square(50) }],
      image,
      0,
    );

    assert.equal(expectedX(state, 0), 50);
  });

  it('keeps the newer mask if a slow detector confirms where the object was', () => {
    const state = stateAfter([0, 50, 'detected'], [1, 54, 'followed'], [2, 58, 'followed'], [3, 62, 'followed']);

    const late = follow(state, [result(cat(1), square(55))], image, SECOND);

    assert.equal(expectedX(late.state, 3), 62);
  });

  it('takes the mask of a slow detector if the object was elsewhere', () => {
    const state = stateAfter([0, 50, 'detected'], [1, 54, 'followed'], [2, 58, 'followed']);

    const late = follow(state, [result(cat(1), square(100))], image, SECOND);

    assert.equal(expectedX(late.state, 3), 100);
  });

  it('does not remember a followed mask that arrives late', () => {
    const state = stateAfter([0, 50, 'detected'], [2, 58, 'followed']);

    assert.equal(
      expectedX(follow(state, [result(cat(1, { held: true }), square(20), false)], image, SECOND).state, 2),
      58,
    );
  });

  it('forgets the velocity of another thing that was followed', () => {
    const state = stateAfter([0, 50, 'detected'], [1, 60, 'followed'], [2, 150, 'detected']);

    assert.equal(expectedX(state, 3), 150);
  });

  it('starts again with images of another size', () => {
    const other = follow(seen, [], { width: 400, height: 200 }, SECOND);

    assert.equal(expectedX(other.state, 1), undefined);
  });

  it('remembers at most 300 objects, the newest', () => {
    const many = Array.from({ length: 310 }, (_, index) => result(cat(index + 1), square(50)));

    const { state } = follow(emptyFollowState, many, image, 0);

    assert.equal(state.objects.size, 300);
    assert.equal(maskBytesOf(state), 300 * 100);
    assert.ok(state.objects.has(310));
  });
});

describe('withoutGone', () => {
  it('forgets objects without a track', () => {
    const { state } = follow(emptyFollowState, [result(cat(1), square(50)), result(cat(2), square(80))], image, 0);

    assert.deepEqual([...withoutGone(state, [track(2)]).objects.keys()], [2]);
  });
});
