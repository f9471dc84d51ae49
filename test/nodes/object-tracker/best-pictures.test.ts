import assert from 'node:assert/strict';
import { type BestPictures, forgetGone, forgetOldest, keepBetter } from '../../../nodes/object-tracker/best-pictures';
import { type Detection, decodeDefaults } from '../../../src';

const image = { width: 640, height: 480 };
const found = (trackId: number | undefined, rest: Partial<Detection> = {}): Detection => ({
  ...{ label: 'cat', score: 0.5, bbox: [100, 100, 50, 50] },
  ...(trackId !== undefined && { trackId }),
  ...rest,
});

/** An image of `bytes` bytes that was taken `time` ms after 1970. */
const taken = (time: number, bytes = 1) => ({
  source: { image: Buffer.alloc(bytes), decode: decodeDefaults },
  ...{ time, image },
});

const timesOf = (pictures: BestPictures): [trackId: number | string, time: number][] =>
  [...pictures].map(([trackId, { time }]) => [trackId, time]);

describe('the best pictures of a camera', () => {
  for (const { name, next, expected } of [
    { name: 'an image that shows it better', next: found(1, { score: 0.7 }), expected: [[1, 2]] },
    { name: 'the first of two equal images', next: found(1), expected: [[1, 1]] },
    { name: 'no image in which it was filled in', next: found(1, { score: 0.7, held: true }), expected: [[1, 1]] },
    { name: 'no image of an unconfirmed object', next: found(undefined), expected: [[1, 1]] },
  ]) {
    it(`have for each object ${name}`, () => {
      const pictures: BestPictures = new Map();
      keepBetter(pictures, taken(1), [found(1)]);
      keepBetter(pictures, taken(2), [next]);

      assert.deepEqual(timesOf(pictures), expected);
    });
  }

  it('keep the image of the sender, and a detection that later nodes do not change', () => {
    const pictures: BestPictures = new Map();
    const [shot, detection] = [taken(1), found(1)];
    keepBetter(pictures, shot, [detection]);
    Object.assign(detection, { label: 'changed' });
    (detection.bbox as unknown as number[])[0] = -1;

    assert.equal(pictures.get(1)!.source.image, shot.source.image);
    assert.deepEqual(pictures.get(1)!.detection, found(1));
  });

  it('are at most 16: the oldest are forgotten', () => {
    const pictures: BestPictures = new Map();
    for (let trackId = 1; trackId <= 20; trackId++) keepBetter(pictures, taken(trackId), [found(trackId)]);
    keepBetter(pictures, taken(21), [found(6, { score: 0.9 })]);
    keepBetter(pictures, taken(22), [found(22)]);

    assert.deepEqual(
      timesOf(pictures).map(([, time]) => time),
      [...Array.from({ length: 14 }, (_, index) => 7 + index), 21, 22],
    );
  });

  it('end with their objects', () => {
    const pictures: BestPictures = new Map();
    keepBetter(pictures, taken(1), [found(1), found(2)]);
    forgetGone(pictures, new Set([2]));

    assert.deepEqual(timesOf(pictures), [[2, 1]]);
  });
});

describe('the best pictures of a node', () => {
  const cameras = (): BestPictures[] => {
    const [yard, door] = [new Map(), new Map()] as [BestPictures, BestPictures];
    keepBetter(yard, taken(1, 400), [found(1), found(2)]);
    keepBetter(door, taken(2, 300), [found(1)]);
    keepBetter(yard, taken(3, 200), [found(3)]);
    return [yard, door];
  };

  for (const { maxBytes, expected } of [
    { maxBytes: 900, expected: [[1, 2, 3], [1]] },
    { maxBytes: 899, expected: [[3], [1]] },
    { maxBytes: 499, expected: [[3], []] },
    { maxBytes: 0, expected: [[], []] },
  ]) {
    it(`have at most ${maxBytes} bytes: the oldest are forgotten, and objects of one image share it`, () => {
      const all = cameras();
      forgetOldest(all, maxBytes);

      assert.deepEqual(
        all.map((pictures) => [...pictures.keys()]),
        expected,
      );
    });
  }

  it('count masks, and the pictures that were made for events', () => {
    const mask = { type: 'uint8', dims: [1, 5], offset: [100, 100], data: Buffer.alloc(5, 1) } as const;
    const pictures: BestPictures = new Map();
    keepBetter(pictures, taken(1, 10), [found(1, { mask })]);
    pictures.get(1)!.made = { form: 'crop', picture: Buffer.alloc(7), image, detection: found(1) };

    forgetOldest([pictures], 22);
    assert.equal(pictures.size, 1);
    forgetOldest([pictures], 21);
    assert.equal(pictures.size, 0);
  });
});
