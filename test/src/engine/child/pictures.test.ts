import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { CallTimes } from '../../../../src/engine/child/call-times';
import { decodedPicture } from '../../../../src/engine/child/pictures';
import { resizePixels } from '../../../../src/image/resize';
import { type PixelLayout, pixelTensor } from '../../../../src/models/preprocess';

/** 4 x 3 pixels, each `[x, y, 7]`. */
const pixels = {
  data: Uint8Array.from(Array.from({ length: 12 }, (_, index) => [index % 4, Math.floor(index / 4), 7]).flat()),
  width: 4,
  height: 3,
};
const picture = () => decodedPicture('key', pixels, new CallTimes());

describe('the input of a graph', () => {
  it('is the resized image as the layout says, for each layout of one size', async () => {
    const size = { width: 2, height: 2 };
    const layouts: PixelLayout[] = [
      { size },
      { size, normalise: { image_std: [1, 1, 1] } },
      { size, normalise: { image_std: [1, 1, 1] }, padTo: { width: 3, height: 3 } },
    ];
    for (const layout of layouts) {
      assert.deepEqual(await picture().input(layout), pixelTensor(await resizePixels(pixels, size), layout));
    }
  });
});

describe('a region of a picture', () => {
  it('has the pixels inside the box', () => {
    const { pixels: cropped, size } = picture().region([1, 1, 2, 2]);

    assert.deepEqual(size, { width: 2, height: 2 });
    assert.deepEqual([...cropped.data], [1, 1, 7, 2, 1, 7, 1, 2, 7, 2, 2, 7]);
  });

  it('is resized like a picture of its own', async () => {
    const one = await picture()
      .region([3, 2, 1, 1])
      .input({ size: { width: 2, height: 1 } });

    assert.deepEqual([...one.data], [3, 2, 7, 3, 2, 7]);
  });

  it('of a region counts from the corner of that region', () => {
    const inner = picture().region([1, 1, 3, 2]).region([1, 1, 1, 1]);

    assert.deepEqual([...inner.pixels.data], [2, 2, 7]);
  });

  it('has another key than the picture and than other regions, so that embeddings are not mixed up', () => {
    const [one, other] = [picture().region([0, 0, 2, 2]), picture().region([0, 0, 2, 1])];

    assert.equal(new Set([picture().key, one.key, other.key, one.region([0, 0, 1, 1]).key]).size, 4);
  });

  const refused: Bbox[] = [
    [-1, 0, 2, 2],
    [0, 0, 5, 1],
    [0, 2, 1, 2],
    [0.5, 0, 1, 1],
    [0, 0, 0, 1],
    [0, 0, Number.NaN, 1],
  ];
  for (const bbox of refused) {
    it(`refuses [${bbox}], which is not whole pixels inside`, () => {
      assert.throws(() => picture().region(bbox), RangeError);
    });
  }
});
