import assert from 'node:assert/strict';
import {
  alike,
  type DifferenceHash,
  differenceHash,
  hashDistance,
} from '../../../../src/dataset/report/difference-hash';
import { reportPage } from '../../../../src/dataset/report/report-page';
import { StatisticsCounter } from '../../../../src/dataset/report/statistics';
import { found } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';
import { random } from '../../../support/random';

const SIZE = { width: 20, height: 10 };
const HASH: DifferenceHash = [0, 0];

/** A grey image of 72 x 48 pixels. */
const grey = (levelAt: (x: number, y: number) => number) => ({
  data: Uint8Array.from({ length: 72 * 48 }, (_, at) => levelAt(at % 72, Math.floor(at / 72))),
  ...{ width: 72, height: 48 },
});
const waves = (x: number, y: number): number => 128 + 60 * Math.sin(x / 9) + 50 * Math.cos(y / 7);

describe('the difference hash', () => {
  it('changes little with the brightness and the size of an image', () => {
    const hash = differenceHash(grey(waves));
    const half = {
      data: Uint8Array.from({ length: 36 * 24 }, (_, at) => waves((at % 36) * 2, Math.floor(at / 36) * 2)),
    };

    assert.equal(hashDistance(hash, differenceHash(grey((x, y) => waves(x, y) * 0.8 + 10))), 0);
    assert.ok(hashDistance(hash, differenceHash({ ...half, width: 36, height: 24 })) <= 3);
    assert.ok(hashDistance(hash, differenceHash(grey((x, y) => waves(71 - x, y)))) > 10);
  });

  it('is 0 for one grey, and exists for tiny images', () => {
    assert.deepEqual(differenceHash(grey(() => 7)), [0, 0]);
    assert.deepEqual(differenceHash({ data: Uint8Array.of(9), width: 1, height: 1 }), [0, 0]);
  });

  it('finds groups of images that differ in at most 3 bits, as a comparison of all pairs does', () => {
    const next = random(5);
    const word = (): number => Math.floor(next() * 2 ** 32);
    const bases = Array.from({ length: 40 }, () => [word(), word()] as const);
    const hashes = Array.from({ length: 400 }, (): DifferenceHash => {
      const [high, low] = bases[Math.floor(next() * bases.length)]!;
      const flips = Math.floor(next() * 2);
      return [(high ^ (flips << Math.floor(next() * 31))) >>> 0, low];
    });
    const groups = alike(hashes).flatMap((group) => group.slice(1).map((index) => [group[0]!, index] as const));

    const rootOf = new Map<number, number>();
    for (const [first, index] of groups) rootOf.set(index, first).set(first, first);
    for (let a = 0; a < hashes.length; a++) {
      for (let b = a + 1; b < hashes.length; b++) {
        if (hashDistance(hashes[a]!, hashes[b]!) <= 3) assert.equal(rootOf.get(a), rootOf.get(b), `${a} and ${b}`);
      }
    }
    assert.equal(new Set(rootOf.values()).size, bases.length);
  });
});

describe('the statistics of a dataset', () => {
  const counted = (limit = 2) => {
    const counter = new StatisticsCounter(['cow', 'cat'], limit);
    const mask = drawnMask('##..', '##..');
    counter.add(
      {
        ...{ file: '/a.png', split: 'train' },
        detections: [
          { ...found('cat', [0, 0, 2, 2], mask), score: 0.95 },
          { ...found('dog', [0, 0, 2, 2], mask), score: 0.3 },
          { ...found('dog', [0, 0, 10, 10]), score: 1 },
        ],
      },
      SIZE,
      [1, 1],
    );
    counter.add({ file: '/b.png', split: 'val', detections: [] }, SIZE, [1, 3]);
    counter.add({ file: '/c.png', detections: [{ ...found('cat', [9, 0, 1, 1]), score: 0.5 }] }, SIZE, [77777, 5]);
    counter.add({ file: '/d.png', split: 'train', detections: [found('cat', [9, 0, 1, 1])] }, SIZE, [999999, 1234567]);
    return counter.result();
  };

  it('are counts of images, objects, splits, scores and sizes', () => {
    const { images, empty, objects, bySplit, classes } = counted();
    const [cow, cat, dog] = classes;

    assert.deepEqual([images, empty, objects, bySplit], [4, 1, 5, { train: 2, val: 1, none: 1 }]);
    assert.deepEqual([cow!.name, cow!.objects, cow!.images], ['cow', 0, 0]);
    assert.deepEqual([cat!.objects, cat!.images, cat!.masks, cat!.bySplit], [3, 3, 1, { train: 2, none: 1 }]);
    assert.deepEqual(cat!.scores, [0, 0, 0, 0, 0, 1, 0, 1, 0, 1]);
    assert.deepEqual(dog!.scores, [0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
    // 4 and 100 of 200 pixels.
    assert.deepEqual(dog!.sizes, [0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('have objects of two classes at one place, images that look alike, and the least certain images', () => {
    const { overlaps, alike: groups, uncertain } = counted();

    assert.deepEqual(overlaps, [{ classes: ['cat', 'dog'], count: 1 }]);
    assert.deepEqual(groups, [['/a.png', '/b.png']]);
    assert.deepEqual(
      uncertain.map(({ file, lowestScore }) => [file, lowestScore]),
      [
        ['/a.png', 0.3],
        ['/c.png', 0.5],
      ],
    );
  });

  it('keep as many uncertain images as wanted, in their order', () => {
    const counter = new StatisticsCounter([], 10);
    for (let index = 0; index < 100; index++) {
      const score = ((index * 37) % 100) / 100;
      counter.add({ file: `${index}`, detections: [{ ...found('cat', [0, 0, 1, 1]), score }] }, SIZE, HASH);
    }

    assert.deepEqual(
      counter.result().uncertain.map(({ lowestScore }) => lowestScore),
      [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09],
    );
  });

  it('become a page that runs nothing and loads nothing', () => {
    const statistics = { ...counted(), alike: [['/<script>.png', '/b.png']] };
    const sheet = [{ file: '/"><script>.png', lowestScore: 0.3, data: Buffer.from('jpeg') }];
    const page = reportPage({ name: '<b>', kind: 'COCO', statistics, sheet });

    assert.ok(!page.includes('<script'), page);
    assert.doesNotMatch(page, /(src|href)="(?!data:)/);
    assert.match(page, /<th scope="row">dog<\/th><td>2<\/td>/);
    assert.match(page, /1 group\. .*&lt;script&gt;\.png, b\.png/s);
    assert.match(page, /<figcaption>&quot;&gt;&lt;script&gt;\.png: 0\.30</);
  });
});
