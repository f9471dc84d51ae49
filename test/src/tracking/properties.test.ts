import assert from 'node:assert/strict';
import { inputOf } from '../../../bench/tracking/scene';
import { filmWorld } from '../../../models/demo/scenes/world/film';
import { worldKinds, worldSize } from '../../../models/demo/scenes/world/worlds';
import type { Bbox, Detection, VisionEvent } from '../../../src/contract';
import { openTracker, type TrackerInput, type TrackerResult } from '../../../src/tracking/tracker';
import { random } from '../../support/random';

const START = Date.UTC(2026, 0, 1);
const SETTINGS = { fillSeconds: 2, stayedSeconds: [3, 30], motionEvents: true, stillSeconds: 5 };

/** The images of a generated world, one in `1 / fps` seconds. */
const imagesOf = (kind: (typeof worldKinds)[number], fps: number, seed = 17): TrackerInput[] =>
  Array.from(filmWorld(kind, seed, { fps, seconds: 60 }), (frame) =>
    inputOf({ ...frame, t: START / 1000 + frame.t }, worldSize),
  );

function track(inputs: readonly TrackerInput[]): TrackerResult[] {
  const tracker = openTracker('yard', SETTINGS);
  return inputs.map((input) => tracker.update(input));
}

const shuffled = <T>(values: readonly T[], next: () => number): T[] =>
  values
    .map((value) => ({ value, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);

/** Images as no camera sends them: any time, any number of boxes, some of them impossible, searched or not, and of any size. */
function hostileImages(seed: number, count: number): TrackerInput[] {
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const number = (): number =>
    next() < 0.03 ? pick([Number.NaN, Infinity, -Infinity, 0, -5, 1e300, -1e300, 5e-324]) : next() * 1000;
  const detection = (): Detection => ({
    ...{ label: pick(['person', 'Person.', 'dog', '']), score: next() < 0.02 ? Number.NaN : next() },
    bbox: [number(), number(), number() / 4, number() / 4],
  });
  let time = START;
  return Array.from({ length: count }, () => {
    time += pick([0, 0, 66, 200, 1000, 1000, 3000, -500, 86_400_000, -86_400_000]);
    const boxes = pick([0, 0, 1, 3, 8, 40, 320]);
    return {
      time,
      image:
        next() < 0.9
          ? worldSize
          : pick([
              { width: 960, height: 540 },
              { width: 640, height: 480 },
              { width: 1, height: 1 },
            ]),
      ...(next() < 0.75 && { detections: Array.from({ length: boxes }, detection) }),
      ...(next() < 0.2 && { seen: [[0, 0, number(), number()]] as Bbox[] }),
    };
  });
}

describe('a tracker in generated worlds', function () {
  this.timeout(60_000);

  for (const kind of worldKinds) {
    for (const fps of [5, 0.3]) {
      const images = imagesOf(kind, fps);

      it(`gives the same results for the same input: ${kind}, ${fps} per second`, () => {
        assert.deepEqual(track(images), track(images));
      });

      it(`gives the same ids to detections in any order: ${kind}, ${fps} per second`, () => {
        const next = random(5);
        const orders = images.map(({ detections }) => shuffled([...detections!.keys()], next));
        const mixed = images.map((input, at) => ({
          ...input,
          detections: orders[at]!.map((index) => input.detections![index]!),
        }));

        const [plain, other] = [track(images), track(mixed)];
        plain.forEach(({ detections, tracks, events }, at) => {
          const back = orders[at]!.map((index) => detections![index]);
          assert.deepEqual(other[at]!.detections!.slice(0, back.length), back);
          assert.deepEqual([other[at]!.tracks, other[at]!.events], [tracks, events]);
        });
      });

      it(`gives the same ids at twice the resolution: ${kind}, ${fps} per second`, () => {
        const doubled = images.map((input) => ({
          ...input,
          image: { width: 2 * worldSize.width, height: 2 * worldSize.height },
          detections: input.detections!.map((detection) => ({
            ...detection,
            bbox: detection.bbox.map((value) => 2 * value) as unknown as Bbox,
          })),
        }));
        const idsOf = (results: readonly TrackerResult[]): unknown[] =>
          results.map(({ detections }) => detections!.map(({ trackId }) => trackId));

        assert.deepEqual(idsOf(track(doubled)), idsOf(track(images)));
      });

      it(`is not changed by images that were not searched, and come too early: ${kind}, ${fps} per second`, () => {
        const next = random(6);
        const isSearched: boolean[] = [];
        const overtaken = images.flatMap((input): TrackerInput[] => {
          const early = Array.from({ length: Math.floor(3 * next()) }, () => ({
            ...{ time: input.time + 8000 * next(), image: worldSize },
          }));
          isSearched.push(...early.map(() => false), true);
          return [...early, input];
        });
        const reported = (results: readonly TrackerResult[]): unknown[] =>
          results.map(({ detections, tracks }) => [
            detections!.map(({ trackId, held }) => [trackId, held]),
            tracks.map(({ id, seen }) => [id, seen]),
          ]);

        assert.deepEqual(reported(track(overtaken).filter((_, at) => isSearched[at])), reported(track(images)));
      });
    }
  }
});

describe('a tracker with images as no camera sends them', function () {
  this.timeout(60_000);

  for (const seed of [1, 2, 3]) {
    const images = hostileImages(seed, 200);
    let results: readonly TrackerResult[];
    before(() => {
      results = track(images);
    });

    it(`passes each detection on once, in order, and only finite numbers of its own: seed ${seed}`, () => {
      results.forEach(({ detections, tracks }, at) => {
        const given = images[at]!.detections;
        if (given)
          assert.deepEqual(
            detections!.slice(0, given.length).map(({ bbox, score }) => ({ bbox, score })),
            given.map(({ bbox, score }) => ({ bbox, score })),
          );
        const held = (detections ?? []).slice(given?.length ?? 0);
        assert.ok(held.every((detection) => detection.held === true));
        const numbers = [...held, ...tracks].flatMap(({ bbox, velocity, seconds }) => [
          ...bbox,
          ...velocity!,
          seconds!,
        ]);
        assert.ok(numbers.every(Number.isFinite));
        assert.ok(tracks.length <= 300 && tracks.every(({ path }) => path.length >= 1 && path.length <= 32));
      });
    });

    it(`gives whole ids from 1 up, each to one detection of an image: seed ${seed}`, () => {
      for (const { detections = [], tracks } of results) {
        const ids = detections.flatMap(({ trackId }) => (trackId === undefined ? [] : [Number(trackId)]));
        assert.ok(ids.every((id) => Number.isInteger(id) && id >= 1));
        assert.equal(new Set(ids).size, ids.length);
        const present = new Set(tracks.map(({ trackId }) => trackId));
        assert.ok(ids.every((id) => present.has(id)));
      }
    });

    it(`reports each object once: it appeared, then facts, then left, with one id: seed ${seed}`, () => {
      const facts = new Map<VisionEvent['trackId'], VisionEvent[]>();
      for (const event of results.flatMap(({ events }) => events))
        facts.set(event.trackId, [...(facts.get(event.trackId) ?? []), event]);

      assert.ok(facts.size > 20, `${facts.size}`);
      for (const events of facts.values()) {
        const types = events.map(({ type }) => type);
        assert.equal(types.indexOf('appeared'), 0);
        assert.equal(types.lastIndexOf('appeared'), 0);
        assert.ok(!types.includes('left') || types.indexOf('left') === types.length - 1);
        assert.ok(types.filter((type) => type === 'stayed').length <= SETTINGS.stayedSeconds.length);
        assert.equal(new Set(events.map(({ id }) => id)).size, 1);
      }
    });
  }
});
