import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { ImageSize, Mask } from '../../../src/contract';
import { emptyMask, maskArea, maskFromRle } from '../../../src/geometry/mask';
import { maskPolygons } from '../../../src/geometry/polygons';
import { maskEncoders } from '../../../src/masks/encode-masks';
import { stackMasks } from '../../../src/masks/stack-masks';
import { drawnMask, pixelsOf, randomMasks } from '../../support/masks';

const size: ImageSize = { width: 24, height: 25 };

/** Neighbouring pixels differ, and no pixel is black. */
const image = {
  ...size,
  data: Uint8Array.from({ length: size.width * size.height * 3 }, (_, at) => 1 + ((at * 7) % 251)),
};

const scored = (...masks: readonly Mask[]) =>
  masks.map((mask, at) => ({ label: 'cat', score: 0.9 - at / 1000, mask, area: maskArea(mask) }));

const masks = [...randomMasks(20).map(({ mask }) => mask), emptyMask()];

async function greyOf(png: Buffer): Promise<{ width: number; height: number; depth: string; pixels: number[] }> {
  const { space, channels } = await sharp(png).metadata();
  assert.equal(channels, 1);
  const image = sharp(png).toColourspace(space!);
  const { data, info } = await image
    .raw({ depth: space === 'grey16' ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data);
  const pixels = [...(space === 'grey16' ? new Uint16Array(bytes.buffer) : bytes)];
  return { width: info.width, height: info.height, depth: space!, pixels };
}

describe('the masks of an image', () => {
  it('as a tensor are planes of full image size', async () => {
    const { type, dims, data } = await stackMasks(scored(...masks), size);

    assert.deepEqual({ type, dims }, { type: 'uint8', dims: [masks.length, 25, 24] });
    masks.forEach((mask, at) => {
      assert.deepEqual(new Uint8Array(data.subarray(at * 600, (at + 1) * 600)), pixelsOf(mask, size));
    });
  });

  it('as RLE are decoded to the same masks', async () => {
    const rles = await maskEncoders.rle(scored(...masks), image, 1);

    assert.deepEqual(rles.map(maskFromRle), masks);
    assert.deepEqual(rles.at(-1)!.size, [25, 24]);
  });

  it('as polygons have the requested tolerance', async () => {
    assert.deepEqual(
      await maskEncoders.polygons(scored(...masks), image, 1.5),
      masks.map((mask) => maskPolygons(mask, 1.5)),
    );
  });

  it('as PNGs are black and white and of full image size', async () => {
    const pngs = await maskEncoders.pngs(scored(...masks), image, 1);

    assert.equal(pngs.length, masks.length);
    for (const [at, png] of pngs.entries()) {
      const { width, height, depth, pixels } = await greyOf(png);
      assert.deepEqual({ width, height, depth }, { ...size, depth: 'b-w' });
      assert.deepEqual(
        pixels,
        [...pixelsOf(masks[at]!, size)].map((value) => value * 255),
      );
    }
  });

  it('as cut-outs contain the pixels of the object and nothing around it', async () => {
    const cutouts = await maskEncoders.cutouts(scored(...masks), image, 1);

    for (const [at, png] of cutouts.entries()) {
      const {
        offset: [left, top],
        dims,
        data: mask,
      } = masks[at]!;
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      if (mask.length === 0) {
        assert.deepEqual([info.width, info.height, ...data], [1, 1, 0, 0, 0, 0]);
        continue;
      }
      assert.deepEqual([info.height, info.width, info.channels], [...dims, 4]);
      const expected = [...mask].flatMap((value, pixel) => {
        const from = ((top + Math.floor(pixel / dims[1])) * size.width + left + (pixel % dims[1])) * 3;
        return value === 0 ? [0, 0, 0, 0] : [...image.data.subarray(from, from + 3), 255];
      });
      assert.deepEqual([...data], expected);
    }
  });

  describe('as an index map', () => {
    const [left, right, nowhere] = [drawnMask('##.', '...'), drawnMask('.##', '..#'), emptyMask()];
    const small = { width: 3, height: 2, data: new Uint8Array(18) };

    it('have the number of the detection, and the better score wins where they overlap', async () => {
      const [first, second, third] = scored(left, nowhere, right);
      const { pixels, depth } = await greyOf(await maskEncoders.index([first!, second!, third!], small, 1));
      const turned = await greyOf(await maskEncoders.index([first!, second!, { ...third!, score: 1 }], small, 1));

      assert.deepEqual(pixels, [1, 1, 3, 0, 0, 3]);
      assert.deepEqual(turned.pixels, [1, 3, 3, 0, 0, 3]);
      assert.equal(depth, 'b-w');
    });

    it('give a pixel to the earlier of equal scores', async () => {
      const equals = scored(left, right).map((one) => ({ ...one, score: 0.5 }));

      assert.deepEqual((await greyOf(await maskEncoders.index(equals, small, 1))).pixels, [1, 1, 2, 0, 0, 2]);
    });

    it('have 8 bits up to 255 detections, and 16 bits above', async () => {
      const many = Array.from({ length: 255 }, (_, at) => (at === 254 ? left : nowhere));
      const eight = await greyOf(await maskEncoders.index(scored(...many), small, 1));
      const sixteen = await greyOf(await maskEncoders.index(scored(nowhere, nowhere, ...many), small, 1));

      assert.deepEqual([eight.depth, ...eight.pixels], ['b-w', 255, 255, 0, 0, 0, 0]);
      assert.deepEqual([sixteen.depth, ...sixteen.pixels], ['grey16', 257, 257, 0, 0, 0, 0]);
    });
  });

  it('of no detections are an empty list, tensor or map', async () => {
    const { rle, polygons, cutouts, pngs, index } = maskEncoders;

    for (const encode of [rle, polygons, cutouts, pngs]) assert.deepEqual(await encode([], image, 1), []);
    assert.deepEqual(await stackMasks([], size), { type: 'uint8', dims: [0, 25, 24], data: Buffer.alloc(0) });
    assert.deepEqual((await greyOf(await index([], image, 1))).pixels, Array(600).fill(0));
  });
});
