import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../../src/image/decode';
import { encodeImage } from '../../../src/image/encode';
import { differencesAt, goldenBytes, goldenCases, type Samples } from '../../support/goldens';

/** An image as Pillow decodes it. */
interface DecodeCase {
  readonly image: string;
  readonly file_mode: string;
  /** Of the upright image. */
  readonly width: number;
  readonly height: number;
  readonly rgb: Samples;
  /** The correct pixels where Pillow is wrong: 16-bit grey. */
  readonly sane_rgb?: Samples;
}

const goldens = goldenCases<DecodeCase>('decode');

describe('decodeImage', () => {
  for (const { image, file_mode, width, height, rgb, sane_rgb } of goldens) {
    const name = image.split('/').at(-1);

    it(`decodes ${name} upright and completely`, async () => {
      const decoded = await decodeImage(goldenBytes(image));

      assert.deepEqual({ width: decoded.width, height: decoded.height }, { width, height });
      assert.equal(decoded.data.length, width * height * 3);
    });

    // Pillow converts CMYK without its colour profile, libvips with it: the results differ by up to 96 levels.
    if (file_mode === 'CMYK') continue;
    it(`decodes the pixels of ${name} (${file_mode})`, async () => {
      const { data } = await decodeImage(goldenBytes(image));
      // 16-bit grey is reduced to 8 bits by a division or a shift, which differ by one level.
      const allowed = sane_rgb ? 1 : 0;

      for (const difference of differencesAt(sane_rgb ?? rgb, data)) assert.ok(difference <= allowed);
    });
  }

  const raw = [
    { name: 'grey', channels: 1, data: [10, 20], expected: [10, 10, 10, 20, 20, 20] },
    { name: 'grey with alpha', channels: 2, data: [10, 0, 20, 255], expected: [10, 10, 10, 20, 20, 20] },
    { name: 'RGB', channels: 3, data: [1, 2, 3, 4, 5, 6], expected: [1, 2, 3, 4, 5, 6] },
    { name: 'RGBA, alpha dropped', channels: 4, data: [1, 2, 3, 0, 4, 5, 6, 255], expected: [1, 2, 3, 4, 5, 6] },
  ] as const;
  for (const { name, channels, data, expected } of raw) {
    it(`accepts raw pixels: ${name}`, async () => {
      const decoded = await decodeImage({ data: Buffer.from(data), width: 2, height: 1, channels });

      assert.deepEqual([...decoded.data], expected);
      assert.deepEqual([decoded.width, decoded.height], [2, 1]);
    });
  }

  it('does not change its input', async () => {
    const data = Buffer.from([1, 2, 3, 4, 5, 6]);
    await decodeImage({ data, width: 1, height: 2, channels: 3 });

    assert.deepEqual([...data], [1, 2, 3, 4, 5, 6]);
  });

  const broken = [
    { name: 'bytes that are not an image', bytes: Buffer.from('this is no picture') },
    { name: 'half a PNG', bytes: goldenBytes('images/public/square_160x160.png').subarray(0, 4000) },
    { name: 'half a JPEG', bytes: goldenBytes('images/public/landscape_501x167.jpg').subarray(0, 4000) },
  ];
  for (const { name, bytes } of broken) {
    it(`rejects ${name} with one line`, async () => {
      await assert.rejects(decodeImage(bytes), { code: 'BAD_IMAGE', message: /^The image cannot be read: [^\n]+$/ });
    });
  }
});

describe('encodeImage', () => {
  const pixels = { data: Uint8Array.from({ length: 4 * 2 * 3 }, (_, at) => at * 10), width: 4, height: 2 };

  it('keeps every pixel in a PNG', async () => {
    assert.deepEqual(await decodeImage(await encodeImage(pixels, 'png', 1)), {
      ...pixels,
      data: Buffer.from(pixels.data),
    });
  });

  const formats = [
    { format: 'jpeg', start: 'ffd8ff' },
    { format: 'png', start: '89504e47' },
    { format: 'webp', start: '52494646' },
  ] as const;
  for (const { format, start } of formats) {
    it(`encodes ${format} at the size of the pixels`, async () => {
      const bytes = await encodeImage(pixels, format, 90);

      assert.equal(bytes.toString('hex', 0, start.length / 2), start);
      const { width, height } = await decodeImage(bytes);
      assert.deepEqual([width, height], [4, 2]);
    });
  }

  for (const format of ['webp', 'avif', 'jpeg'] as const) {
    it(`refuses a side that ${format} cannot have`, async () => {
      const wide = { data: new Uint8Array(70_000 * 3), width: 70_000, height: 1 };

      await assert.rejects(encodeImage(wide, format, 80), {
        code: 'BAD_IMAGE',
        message: `The image cannot be written as ${format}: 70000 x 1 pixels are too many for it; choose png`,
      });
    });
  }

  it('makes a smaller file at a lower quality', async () => {
    const photo = await decodeImage(goldenBytes('images/public/landscape_501x167.jpg'));
    const [small, big] = await Promise.all([encodeImage(photo, 'jpeg', 20), encodeImage(photo, 'jpeg', 90)]);

    assert.ok(small.length < big.length / 2);
  });
});

describe('a JPEG that libjpeg warns about', () => {
  const clean = readFileSync('examples/pictures/shapes.jpg');
  const quantization = clean.indexOf(Buffer.of(0xff, 0xdb));
  const scan = clean.indexOf(Buffer.of(0xff, 0xda));
  const withScanRange = Buffer.from(clean);
  // After the marker and its length come the number of components, two bytes for each, and the spectral range 0..63.
  const components = clean[scan + 4]!;
  withScanRange[scan + 5 + components * 2 + 1] = 0;

  const variants = {
    'stray bytes before a marker': Buffer.concat([
      clean.subarray(0, quantization),
      Buffer.alloc(18),
      clean.subarray(quantization),
    ]),
    'a scan header with the spectral range 0..0': withScanRange,
  };
  for (const [name, bytes] of Object.entries(variants)) {
    it(`is decoded in spite of ${name}`, async () => {
      assert.notDeepEqual(bytes, clean);
      assert.deepEqual(await decodeImage(bytes), await decodeImage(clean));
    });

    it(`is refused if it is truncated, too: ${name}`, async () => {
      await assert.rejects(decodeImage(bytes.subarray(0, bytes.length - 1000)), { code: 'BAD_IMAGE' });
    });
  }
});
