import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { ImageInput } from '../../../src';
import { decodeImage } from '../../../src/image/decode';
import { decodeGrey } from '../../../src/image/grey';
import { goldenBytes } from '../../support/goldens';

const SIZE = { width: 320, height: 240 };

/** Red grows to the right, green grows down. */
const pixels = Buffer.from(
  Array.from({ length: SIZE.width * SIZE.height }, (_, at) => [
    Math.floor(((at % SIZE.width) * 255) / SIZE.width),
    Math.floor((Math.floor(at / SIZE.width) * 255) / SIZE.height),
    40,
  ]).flat(),
);
const rgb = (): sharp.Sharp => sharp(pixels, { raw: { ...SIZE, channels: 3 } });
/** The left half is opaque, the right half transparent. */
const withAlpha = (): sharp.Sharp =>
  rgb().joinChannel(
    Buffer.from(Array.from({ length: SIZE.width * SIZE.height }, (_, at) => (at % SIZE.width < 160 ? 255 : 0))),
    { raw: { ...SIZE, channels: 1 } },
  );

/** Levels at the corners and in the centre. */
function samples({ data, width, height }: { data: Uint8Array; width: number; height: number }): number[] {
  const places = [
    [2, 2],
    [width - 3, 2],
    [2, height - 3],
    [width - 3, height - 3],
    [width >> 1, height >> 1],
  ] as const;
  return places.map(([x, y]) => data[y * width + x]!);
}

describe('decodeGrey', () => {
  const inputs: { name: string; input: () => Promise<ImageInput> | ImageInput }[] = [
    { name: 'a JPEG', input: () => rgb().jpeg({ quality: 95 }).toBuffer() },
    { name: 'a PNG', input: () => rgb().png().toBuffer() },
    { name: 'a PNG with 16 bits', input: () => rgb().toColourspace('rgb16').png().toBuffer() },
    { name: 'a PNG with transparent pixels', input: () => withAlpha().png().toBuffer() },
    {
      name: 'a WebP with transparent pixels',
      input: () => withAlpha().webp({ lossless: true, exact: true }).toBuffer(),
    },
    { name: 'a lossless WebP', input: () => rgb().webp({ lossless: true }).toBuffer() },
    { name: 'a TIFF', input: () => rgb().tiff({ compression: 'none' }).toBuffer() },
    { name: 'raw RGB', input: () => ({ data: pixels, ...SIZE, channels: 3 }) },
    {
      name: 'a JPEG with an EXIF orientation',
      input: () => rgb().rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
    },
  ];
  for (const { name, input } of inputs) {
    it(`shrinks ${name} to 160 pixels, with the same levels`, async () => {
      const expected = samples(await decodeGrey({ data: pixels, ...SIZE, channels: 3 }, 160));
      const grey = await decodeGrey(await input(), 160);

      assert.deepEqual([grey.width, grey.height, grey.data.length], [160, 120, 160 * 120]);
      assert.deepEqual(grey.image, SIZE);
      for (const [index, level] of samples(grey).entries()) assert.ok(Math.abs(level - expected[index]!) <= 3);
    });
  }

  const sizes: { name: string; size: [number, number]; expected: [number, number] }[] = [
    { name: 'an upright image', size: [540, 960], expected: [160, 284] },
    { name: 'a small image, which is not enlarged', size: [100, 60], expected: [100, 60] },
    { name: 'one pixel', size: [1, 1], expected: [1, 1] },
    { name: 'a wide image of one row', size: [5000, 1], expected: [160, 1] },
    { name: 'a high image of one column', size: [1, 5000], expected: [1, 480] },
    { name: 'a high and narrow image', size: [40, 4000], expected: [5, 480] },
  ];
  for (const {
    name,
    size: [width, height],
    expected,
  } of sizes) {
    it(`makes a copy of ${name}`, async () => {
      const grey = await decodeGrey({ data: Buffer.alloc(width * height, 70), width, height, channels: 1 }, 160);

      assert.deepEqual([grey.width, grey.height], expected);
      assert.deepEqual(grey.image, { width, height });
      assert.ok(grey.data.every((level) => level === 70));
    });
  }

  it('reads grey images with 16 bits in the given range', async () => {
    const data = Buffer.alloc(4);
    data.writeUInt16LE(7500, 0);
    data.writeUInt16LE(8500, 2);
    const grey = await decodeGrey({ data, width: 2, height: 1, channels: 1, dtype: 'uint16' }, 160, {
      greyRange: [7500, 8500],
    });

    assert.deepEqual([...grey.data], [0, 255]);
  });

  for (const image of ['exif6_240x160.jpg', 'cmyk_160x120.jpg', 'palette_140x100.png', 'grey16_120x90.png']) {
    it(`has the size of ${image} as other nodes read it`, async () => {
      const bytes = goldenBytes(`images/public/${image}`);
      const { width, height } = await decodeImage(bytes);

      assert.deepEqual((await decodeGrey(bytes, 160)).image, { width, height });
    });
  }

  const broken = [
    { name: 'bytes that are not an image', bytes: Buffer.from('this is no picture') },
    { name: 'half a PNG', bytes: goldenBytes('images/public/square_160x160.png').subarray(0, 4000) },
    { name: 'half a JPEG', bytes: goldenBytes('images/public/landscape_501x167.jpg').subarray(0, 4000) },
    { name: 'half a large JPEG', bytes: goldenBytes('images/public/big_1920x1080.jpg').subarray(0, 20_000) },
  ];
  for (const { name, bytes } of broken) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(decodeGrey(bytes, 160), {
        code: 'BAD_IMAGE',
        message: /^The image cannot be read: [^\n]+$/,
      });
    });
  }

  it('refuses an image with too many pixels', async () => {
    await assert.rejects(decodeGrey(goldenBytes('images/public/big_1920x1080.jpg'), 160, { maxPixels: 1e6 }), {
      code: 'BAD_IMAGE',
      message: /^The image is too large/,
    });
  });
});
