import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { isBetterPicture, type ObjectView } from '../../../src/tracking/best-picture';

const view = (bbox: Bbox, score = 0.5, scale = 1): ObjectView => ({
  bbox: bbox.map((value) => value * scale) as unknown as Bbox,
  score,
  image: { width: 640 * scale, height: 480 * scale },
});
const inside: Bbox = [100, 100, 50, 100];

describe('isBetterPicture', () => {
  for (const { name, next, best, expected } of [
    { name: 'the same view', next: view(inside), best: view(inside), expected: false },
    { name: 'a score higher by 0.06', next: view(inside, 0.56), best: view(inside), expected: true },
    { name: 'a score higher by 0.04', next: view(inside, 0.54), best: view(inside), expected: false },
    { name: 'an area larger by 12 %', next: view([100, 100, 56, 100]), best: view(inside), expected: true },
    { name: 'an area larger by 8 %', next: view([100, 100, 54, 100]), best: view(inside), expected: false },
    { name: 'the same at twice the resolution', next: view(inside, 0.5, 2), best: view(inside), expected: false },
    ...(
      [
        [0, 100, 50, 100],
        [100, 1, 50, 100],
        [590, 100, 50, 100],
        [100, 379, 50, 100],
      ] as Bbox[]
    ).flatMap((cut) => [
      { name: `off the border, after ${cut}`, next: view(inside, 0.2), best: view(cut, 0.9), expected: true },
      { name: `on the border, at ${cut}`, next: view(cut, 0.9), best: view(inside, 0.2), expected: false },
    ]),
    { name: 'larger, both on the border', next: view([0, 0, 90, 90]), best: view([0, 0, 50, 90]), expected: true },
  ]) {
    it(`is ${expected} for ${name}`, () => {
      assert.equal(isBetterPicture(next, best), expected);
    });
  }
});
