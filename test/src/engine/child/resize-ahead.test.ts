import assert from 'node:assert/strict';
import { ResizeAhead } from '../../../../src/engine/child/resize-ahead';
import { resizePixels } from '../../../../src/image/resize';

const image = (seed: number) => ({
  data: Uint8Array.from({ length: 12 * 9 * 3 }, (_, index) => (index * seed) % 256),
  width: 12,
  height: 9,
});
const [small, square] = [
  { width: 4, height: 3 },
  { width: 8, height: 8 },
];

/** The sizes that were made ahead for the current image. */
const aheadOf = (resizer: ResizeAhead): string[] => [...Reflect.get(Reflect.get(resizer, 'current'), 'ahead').keys()];

describe('resizing ahead', () => {
  it('gives the pixels that resizing gives, whether or not they were made ahead', async () => {
    const resizer = new ResizeAhead();
    for (const seed of [1, 7, 13]) {
      const pixels = image(seed);
      for (const size of [small, square, small]) {
        assert.deepEqual(await resizer.resize(pixels, size), await resizePixels(pixels, size));
      }
    }
  });

  it('makes the sizes of the image before ahead at the first request, each for one use', async () => {
    const resizer = new ResizeAhead();
    const [first, second] = [image(3), image(5)];
    for (const size of [small, square]) await resizer.resize(first, size);
    assert.deepEqual(aheadOf(resizer), []);

    await resizer.resize(second, small);
    assert.deepEqual(aheadOf(resizer), ['8 x 8']);
    await resizer.resize(second, square);
    assert.deepEqual(aheadOf(resizer), []);
  });

  it('stops making a size that the image before did not need', async () => {
    const resizer = new ResizeAhead();
    for (const size of [small, square]) await resizer.resize(image(3), size);
    // Both requests are for images of their own.
    await resizer.resize(image(5), small);
    await resizer.resize(image(7), small);

    assert.deepEqual(aheadOf(resizer), []);
  });

  it('holds no pixels once it is cleared', async () => {
    const resizer = new ResizeAhead();
    await resizer.resize(image(3), small);
    resizer.clear();

    assert.equal(Reflect.get(resizer, 'current'), undefined);
    assert.equal(Reflect.get(resizer, 'previous'), undefined);
  });
});
