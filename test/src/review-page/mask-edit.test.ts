import assert from 'node:assert/strict';
import { cropMask } from '../../../src/geometry/mask';
import { cocoRle } from '../../../src/geometry/rle';
import { maskEdges } from '../../../src/review-page/mask-edges';
import { boxMask, brushed, components, union } from '../../../src/review-page/mask-edit';
import {
  areaOf,
  boundsOf,
  countsOf,
  hasPixel,
  isSameMask,
  maskFromCounts,
  NO_PIXELS,
  type PixelMask,
  placed,
} from '../../../src/review-page/pixel-mask';
import { random as randomOf } from '../../support/random';

const image = { width: 8, height: 5 };

/** A mask of an image, drawn with `#` on lines of characters. */
function drawn(...lines: readonly string[]): PixelMask {
  const size = { width: lines[0]!.length, height: lines.length };
  const full = Uint8Array.from([...lines.join('')].map((mark) => (mark === '#' ? 1 : 0)));
  return maskFromCounts(cocoRle(cropMask(full, size), size).counts, size);
}

const lines = (mask: PixelMask): string[] =>
  Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: image.width }, (__, x) => (hasPixel(mask, x, y) ? '#' : '.')).join(''),
  );

const two = drawn('........', '.##..#..', '.##...#.', '........', '........');

describe('masks of the review page', () => {
  it('have the RLE of the library', () => {
    const random = randomOf(7);
    for (let round = 0; round < 50; round++) {
      const full = Uint8Array.from({ length: 40 }, () => (random() < 0.3 ? 1 : 0));
      const { counts } = cocoRle(cropMask(full, image), image);

      assert.equal(countsOf(maskFromCounts(counts, image), image), counts);
      assert.equal(
        areaOf(maskFromCounts(counts, image)),
        full.reduce((sum, bit) => sum + bit, 0),
      );
    }
  });

  it('without pixels are in no place', () => {
    assert.deepEqual(boundsOf(maskFromCounts(countsOf(NO_PIXELS, image), image)), [0, 0, 0, 0]);
  });

  it('a brush adds the pixels whose centre it covers', () => {
    const mask = brushed(NO_PIXELS, { points: [[3, 2]], radius: 1.6, isErasing: false }, image);

    assert.deepEqual(lines(mask), ['..##....', '.####...', '.####...', '..##....', '........']);
  });

  it('a stroke covers all pixels between its points', () => {
    const points = [[0, 2.5] as const, [8, 2.5] as const];

    assert.deepEqual(boundsOf(brushed(NO_PIXELS, { points, radius: 0.5, isErasing: false }, image)), [0, 2, 8, 1]);
  });

  it('a brush at the border stays in the image', () => {
    const mask = brushed(NO_PIXELS, { points: [[8, 5]], radius: 2, isErasing: false }, image);

    assert.deepEqual(boundsOf(mask), [6, 3, 2, 2]);
  });

  it('a brush outside of the image changes nothing', () => {
    assert.equal(brushed(two, { points: [[20, 20]], radius: 2, isErasing: false }, image), two);
  });

  it('are the same if all their pixels are', () => {
    const erased = brushed(two, { points: [[5.5, 1.5]], radius: 0.6, isErasing: true }, image);
    const missed = brushed(two, { points: [[4.5, 4]], radius: 1, isErasing: true }, image);

    assert.equal(isSameMask(two, missed), true);
    assert.deepEqual(
      [erased, NO_PIXELS, { ...two, left: 2 }].map((mask) => isSameMask(two, mask)),
      [false, false, false],
    );
    assert.equal(isSameMask(NO_PIXELS, NO_PIXELS), true);
  });

  it('an eraser removes pixels, and the box shrinks', () => {
    const mask = brushed(two, { points: [[6, 2]], radius: 2, isErasing: true }, image);

    assert.deepEqual(boundsOf(mask), [1, 1, 2, 2]);
  });

  it('an eraser can remove all pixels', () => {
    const mask = brushed(two, { points: [[4, 2]], radius: 9, isErasing: true }, image);

    assert.deepEqual(boundsOf(mask), [0, 0, 0, 0]);
  });

  it('are split into components, largest first, and merged again', () => {
    const parts = components(two);

    assert.deepEqual(parts.map(areaOf), [4, 2]);
    assert.equal(countsOf(union(parts), image), countsOf(two, image));
  });

  it('components that interlock are split, with the pixels of each', () => {
    const mask = drawn('######..', '#....#..', '#.##.#..', '#....#.#', '######..');
    const parts = components(mask);

    assert.deepEqual(parts.map(boundsOf), [
      [0, 0, 6, 5],
      [2, 2, 2, 1],
      [7, 3, 1, 1],
    ]);
    assert.deepEqual(parts.map(areaOf), [18, 2, 1]);
    assert.equal(countsOf(union(parts), image), countsOf(mask, image));
  });

  it('a split takes the memory of the components, not of the mask for each', () => {
    const side = 300;
    const data = new Uint8Array(side * side);
    for (let y = 0; y < side; y += 10) for (let x = 0; x < side; x += 10) data[y * side + x] = 1;
    const Real = Uint8Array;
    let bytes = 0;
    // The split reserves all its memory by this constructor.
    globalThis.Uint8Array = new Proxy(Real, {
      construct(target, args) {
        if (typeof args[0] === 'number') bytes += args[0];
        return Reflect.construct(target, args);
      },
    });
    try {
      assert.equal(components({ left: 0, top: 0, width: side, height: side, data }).length, 900);
    } finally {
      globalThis.Uint8Array = Real;
    }
    assert.ok(bytes <= 900, `${bytes} bytes`);
  });

  it('a union ignores a mask without pixels', () => {
    assert.deepEqual(boundsOf(union([two, NO_PIXELS])), boundsOf(two));
  });

  it('a copy in another rectangle has the pixels of both', () => {
    assert.deepEqual(lines(placed(two, [0, 0, 2, 5])), ['........', '.#......', '.#......', '........', '........']);
    assert.equal(areaOf(placed(two, [0, 3, 8, 2])), 0);
  });

  it('of a box are its pixels in the image', () => {
    assert.deepEqual(boundsOf(boxMask([-3, 1.4, 5, 9], image)), [0, 1, 2, 4]);
    assert.deepEqual(boundsOf(boxMask([9, 1, 5, 9], image)), [0, 0, 0, 0]);
  });

  it('have a border of straight lines', () => {
    assert.deepEqual(maskEdges(drawn('....', '.##.', '....')), [
      [1, 1, 3, 1],
      [1, 2, 3, 2],
      [1, 1, 1, 2],
      [3, 1, 3, 2],
    ]);
  });
});
