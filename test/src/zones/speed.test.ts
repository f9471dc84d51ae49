import assert from 'node:assert/strict';
import type { Detection } from '../../../src/contract';
import { openTracker } from '../../../src/tracking/tracker';
import type { ZoneInput } from '../../../src/zones/zone-row';
import { openZones } from '../../../src/zones/zones';
import { random } from '../../support/random';

const image = { width: 1920, height: 1080 };
const next = random(5);

/** Sixteen zones with six corners, and four lines, all over the image. */
const zones = Array.from({ length: 20 }, (_, index): ZoneInput => {
  const [x, y] = [next() * 0.7, next() * 0.7];
  const corners = [
    [0, 0],
    [0.2, 0],
    [0.3, 0.15],
    [0.25, 0.28],
    [0.1, 0.3],
    [0, 0.2],
  ] as const;
  const isLine = index % 5 === 4;
  const points = (isLine ? corners.slice(0, 3) : corners).map(([dx, dy]) => [x + dx, y + dy] as const);
  return { name: `${index}`, kind: isLine ? 'line' : 'zone', points, labels: index % 2 ? 'person' : '' };
});

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe('zones', function () {
  this.timeout(60_000);

  it('take less time for 100 objects and 20 zones than the tracker for these objects', () => {
    const [tracker, opened] = [openTracker('yard'), openZones('yard', zones)];
    const places = Array.from({ length: 100 }, () => [next() * 1800, next() * 900] as const);
    const times: [tracker: number, zones: number][] = [];
    for (let frame = 0; frame < 200; frame++) {
      const detections = places.map(
        ([x, y]): Detection => ({ label: 'person', score: 0.5, bbox: [x + (frame % 50) * 2, y, 60, 120] }),
      );
      const input = { time: frame * 200, image, detections };
      const start = performance.now();
      const tracked = tracker.update(input);
      const between = performance.now();
      opened.update({ ...input, ...tracked });
      times.push([between - start, performance.now() - between]);
    }

    const [ofTracker, ofZones] = [0, 1].map((which) => median(times.slice(50).map((pair) => pair[which]!)));
    assert.ok(ofZones! < ofTracker!, `${ofZones} ms, ${ofTracker} ms`);
  });
});
