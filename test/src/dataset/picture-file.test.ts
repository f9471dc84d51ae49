import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { pictureFile } from '../../../src/dataset/picture-file';
import { decodeImage } from '../../../src/image/decode';
import type { ImageFormat } from '../../../src/image/image-formats';
import { imageHash } from '../../../src/image/image-hash';

const all: ImageFormat[] = ['jpeg', 'png', 'webp'];

/** The left half is black, the right half white. */
const halves = (width = 40, height = 20) => ({
  data: Buffer.from(
    Array.from({ length: width * height }, (_, at) => Array(3).fill(at % width < width / 2 ? 0 : 255)).flat(),
  ),
  width,
  height,
  channels: 3 as const,
});

const encoded = (format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif', orientation?: number) => {
  const { data, ...raw } = halves();
  const picture = sharp(data, { raw }).toFormat(format);
  return (orientation ? picture.withMetadata({ orientation }) : picture).toBuffer();
};

describe('an image file of a dataset', () => {
  for (const [format, extension] of [
    ['jpeg', '.jpg'],
    ['png', '.png'],
    ['webp', '.webp'],
  ] as const) {
    it(`keeps its bytes: ${format}`, async () => {
      const bytes = await encoded(format);

      assert.deepEqual(await pictureFile(bytes, all), { content: bytes, extension, size: { width: 40, height: 20 } });
    });
  }

  it('has 8 bits if the image has 16: many readers take higher levels for white', async () => {
    const thermal = readFileSync('test/fixtures/pictures/thermal14.png');
    const { content, extension } = await pictureFile(thermal, all, { greyRange: 'auto' });

    const { depth, bitsPerSample } = await sharp(content).metadata();
    assert.deepEqual([extension, depth, bitsPerSample], ['.png', 'uchar', 8]);
    const { data } = await decodeImage(thermal, { greyRange: 'auto' });
    assert.ok((await decodeImage(content)).data.every((level, at) => level === data[at]));
  });

  it('keeps its bytes with an EXIF orientation that changes nothing', async () => {
    const bytes = await encoded('jpeg', 1);

    assert.equal((await pictureFile(bytes, all)).content, bytes);
  });

  for (const format of ['jpeg', 'webp'] as const) {
    it(`is rotated as EXIF says, for readers that ignore EXIF: ${format}`, async () => {
      const { content, extension, size } = await pictureFile(await encoded(format, 6), all);

      const { orientation, width, height } = await sharp(content).metadata();
      assert.deepEqual([extension, size, orientation], ['.jpg', { width: 20, height: 40 }, undefined]);
      assert.deepEqual([width, height], [20, 40]);
      const { data } = await decodeImage(content);
      const [top, bottom] = [data[(5 * 20 + 10) * 3]!, data[(35 * 20 + 10) * 3]!];
      assert.ok(top < 20 && bottom > 235, `${top} above ${bottom}`);
    });
  }

  for (const [name, image, readable, extension] of [
    ['raw pixels', async () => halves(), all, '.png'],
    ['TIFF', () => encoded('tiff'), all, '.png'],
    ['PNG for readers of JPEG', () => encoded('png'), ['jpeg'], '.jpg'],
    ['WebP for readers of JPEG', () => encoded('webp'), ['jpeg'], '.jpg'],
  ] as const) {
    it(`is encoded again: ${name}`, async () => {
      const { content, extension: made } = await pictureFile(await image(), [...readable]);

      assert.equal(made, extension);
      const { data } = await decodeImage(content);
      assert.ok(data.every((value, at) => Math.abs(value - halves().data[at]!) < 12));
    });
  }

  it('is refused if it is truncated', async () => {
    const bytes = await encoded('jpeg');

    await assert.rejects(pictureFile(bytes.subarray(0, bytes.length - 200), all), { code: 'BAD_IMAGE' });
  });

  it('has the hash of its bytes; raw pixels of their size too', async () => {
    const bytes = await encoded('png');

    assert.equal(imageHash(bytes), imageHash(Buffer.from(bytes)));
    assert.match(imageHash(bytes), /^[0-9a-f]{64}$/);
    assert.notEqual(imageHash(halves()), imageHash({ ...halves(), width: 20, height: 40 }));
  });
});
