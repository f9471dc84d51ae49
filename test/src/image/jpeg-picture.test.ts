import assert from 'node:assert/strict';
import sharp from 'sharp';
import { jpegPicture } from '../../../src/image/jpeg-picture';

const LIMITS = { maxSide: 100, quality: 80 };

/** A file of the colour red, with a blue left half. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } }, left: 0, top: 0 },
  ]);

describe('a picture of an image', () => {
  it('is a JPEG file that fits into a square, upright and without metadata', async () => {
    const file = await halves(400, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { data, ...sizes } = await jpegPicture(file, LIMITS);
    const { format, width, height, orientation } = await sharp(data).metadata();
    const pixels = await sharp(data).raw().toBuffer();

    assert.deepEqual([format, width, height, orientation], ['jpeg', 50, 100, undefined]);
    assert.deepEqual(sizes, { size: { width: 50, height: 100 }, image: { width: 200, height: 400 } });
    // Turned by 90 degrees, the left half is at the top.
    assert.ok(pixels[2]! > 200 && pixels.at(-3)! > 200);
  });

  it('is not larger than the image, and has no transparency', async () => {
    const file = await halves(40, 20).ensureAlpha(0.5).png().toBuffer();
    const { data, size } = await jpegPicture(file, LIMITS);

    assert.deepEqual([size, (await sharp(data).metadata()).channels], [{ width: 40, height: 20 }, 3]);
  });

  it('is made of raw pixels', async () => {
    const image = { data: Buffer.alloc(300 * 10 * 3, 90), width: 300, height: 10, channels: 3 } as const;
    const { size, image: original } = await jpegPicture(image, LIMITS);

    assert.deepEqual(
      [size, original],
      [
        { width: 100, height: 3 },
        { width: 300, height: 10 },
      ],
    );
  });

  it('is refused for bytes that are no image, and for too many pixels', async () => {
    const large = await halves(400, 200).jpeg().toBuffer();

    await assert.rejects(jpegPicture(Buffer.from('no picture'), LIMITS), { code: 'BAD_IMAGE' });
    await assert.rejects(jpegPicture(large, LIMITS, { maxPixels: 1000 }), { code: 'BAD_IMAGE', message: /too large/ });
  });
});
