import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { type CutBox, cutBy, growthTo, knownExtent, offsetTo } from '../../../src/tracking/borders';
import { openTracker } from '../../../src/tracking/tracker';

const image = { width: 1920, height: 1080 };
const extent = (start: number, end: number, cut?: 'low' | 'high'): CutBox => ({
  bbox: [start, 500, end - start, 100],
  ...(cut && { cut: { left: cut === 'low', top: false, right: cut === 'high', bottom: false } }),
});
/** With the axes swapped. */
const upright = ({ bbox: [x, y, width, height], cut }: CutBox): CutBox => ({
  bbox: [y, x, height, width],
  ...(cut && { cut: { left: cut.top, top: cut.left, right: cut.bottom, bottom: cut.right } }),
});

describe('cutBy', () => {
  it('names the borders that a box touches, or none', () => {
    assert.deepEqual(cutBy([0, 500, 100, 580], image), { left: true, top: false, right: false, bottom: true });
    assert.equal(cutBy([500, 500, 100, 100], image), undefined);
  });
});

describe('a detection and what was expected', () => {
  for (const { name, expected, seen, offset, growth = 0 } of [
    { name: 'complete boxes', expected: extent(100, 200), seen: extent(150, 350), offset: 100, growth: Math.log(2) },
    { name: 'an object that comes in', expected: extent(0, 50, 'low'), seen: extent(0, 90, 'low'), offset: 40 },
    { name: 'an object that came in', expected: extent(0, 50, 'low'), seen: extent(20, 120), offset: 70 },
    { name: 'an object that leaves', expected: extent(1800, 1900), seen: extent(1860, 1920, 'high'), offset: 60 },
    {
      name: 'a part that is longer than the whole',
      expected: extent(1800, 1850),
      seen: extent(1820, 1920, 'high'),
      ...{ offset: 20, growth: Math.log(2) },
    },
    {
      name: 'a whole that is shorter than its part',
      expected: extent(0, 100, 'low'),
      seen: extent(60, 110),
      ...{ offset: 10, growth: Math.log(0.5) },
    },
  ]) {
    it(`are compared by the ends that the border does not cut off: ${name}`, () => {
      const [tall, seenTall] = [upright(expected), upright(seen)];
      assert.deepEqual([offsetTo(0, expected, seen), growthTo(0, expected, seen)], [offset, growth]);
      assert.deepEqual([offsetTo(1, tall, seenTall), growthTo(1, tall, seenTall)], [offset, growth]);
    });
  }
});

describe('knownExtent', () => {
  for (const { name, expected, seen, known } of [
    {
      name: 'a complete box is smoothed',
      ...{ expected: extent(100, 200), seen: extent(100, 220) },
      known: { length: 115, cut: [false, false], shift: 0 },
    },
    {
      name: 'the part that is visible grows',
      ...{ expected: extent(0, 50, 'low'), seen: extent(0, 90, 'low') },
      known: { length: 90, cut: [true, false], shift: -20 },
    },
    {
      name: 'an object that leaves keeps its length',
      ...{ expected: extent(1800, 1900), seen: extent(1860, 1920, 'high') },
      known: { length: 100, cut: [false, false], shift: 0 },
    },
  ]) {
    it(name, () => {
      assert.deepEqual(knownExtent(0, expected, seen, 115), known);
      assert.deepEqual(knownExtent(1, upright(expected), upright(seen), 115), known);
    });
  }
});

describe('an object that comes in and leaves', () => {
  for (const fps of [2, 5, 15]) {
    it(`keeps its identity, at ${fps} images per second`, () => {
      const tracker = openTracker('');
      const ids = new Set<unknown>();
      for (let time = 0; time < 6; time += 1 / fps) {
        const [left, right] = [-350 + 400 * time, 50 + 400 * time].map((x) => Math.min(1920, Math.max(0, x)));
        const bbox: Bbox = [left!, 500, right! - left!, 200];
        if (bbox[2] < 40) continue;
        const { tracks } = tracker.update({
          time: time * 1000,
          image,
          detections: [{ label: 'car', score: 0.5, bbox }],
        });
        for (const { trackId } of tracks) ids.add(trackId);
      }

      assert.deepEqual([...ids], [1]);
    });
  }
});
