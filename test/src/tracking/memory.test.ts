import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inputOf } from '../../../bench/tracking/scene';
import { filmWorld } from '../../../models/demo/scenes/world/film';
import { worldSize } from '../../../models/demo/scenes/world/worlds';
import { openTracker } from '../../../src/tracking/tracker';

const COUNT = Number(process.env.TRACKED_IMAGES ?? 10_000);
/** Of the heap, in the second half. */
const MAX_GROWTH = 300_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe(`a tracker after ${COUNT} images`, () => {
  it('has not grown since the first half', function () {
    this.timeout(600_000);
    const shots = ['door', 'pets'].map((kind) => [
      ...filmWorld(kind as 'door' | 'pets', 21, { fps: 5, seconds: 200, colours: true }),
    ]);
    const trackers = shots.map((_, index) => openTracker(`camera ${index}`, { fillSeconds: 2 }));
    let half = 0;
    for (let at = 0; at < COUNT / 2; at++) {
      if (at === Math.floor(COUNT / 4)) half = heapUsed();
      trackers.forEach((tracker, index) => {
        const frames = shots[index]!;
        const input = inputOf(frames[at % frames.length]!, worldSize);
        tracker.update({ ...input, time: at * 200 });
      });
    }

    const growth = heapUsed() - half;
    assert.ok(growth < MAX_GROWTH, `${growth} bytes`);
  });
});
