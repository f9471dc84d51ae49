import assert from 'node:assert/strict';
import sharp from 'sharp';
import { JpegScanner, separatorsOf } from '../../../src/camera/jpeg-scanner';
import { noisy, numbered } from '../../support/jpegs';
import { random } from '../../support/random';

const MAX = 1e6;

/** The images that a scanner finds in bytes that arrive in parts of `size`. */
function scanned(bytes: Buffer, size = bytes.length): Buffer[] {
  const scanner = new JpegScanner(MAX, separatorsOf('multipart/x-mixed-replace; boundary=--frame'));
  const images: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) images.push(...scanner.push(bytes.subarray(at, at + size)));
  return images;
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const part = (jpeg: Buffer, head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`) =>
  Buffer.concat([text(head), jpeg, text('\r\n')]);

describe('the scanner of JPEG streams', () => {
  let one: Buffer;
  let two: Buffer;
  let large: Buffer;
  let withPreview: Buffer;
  let progressive: Buffer;
  before(async () => {
    [one, two, large] = [await numbered(10), await numbered(200), await noisy(320, 240)];
    progressive = await numbered(50, { progressive: true });
    const preview = Buffer.concat([text('Exif\0\0preview\n'), one]);
    const length = Buffer.from([0xff, 0xe1, (preview.length + 2) >> 8, (preview.length + 2) & 255]);
    withPreview = Buffer.concat([two.subarray(0, 2), length, preview, two.subarray(2)]);
  });

  const streams: Record<string, () => { bytes: Buffer; images: Buffer[] }> = {
    'a file': () => ({ bytes: one, images: [one] }),
    'parts with a length': () => ({ bytes: Buffer.concat([part(one), part(two)]), images: [one, two] }),
    'parts without a length': () => ({
      bytes: Buffer.concat([one, large, two].map((jpeg) => part(jpeg, '--b\r\nContent-Type: image/jpeg\r\n\r\n'))),
      images: [one, large, two],
    }),
    'line ends without returns': () => ({
      bytes: Buffer.concat([one, two].map((jpeg) => part(jpeg, '--b\nContent-Type: image/jpeg\n\n'))),
      images: [one, two],
    }),
    'boundaries without dashes': () => ({
      bytes: Buffer.concat([one, two].map((jpeg) => part(jpeg, 'myboundary\r\nContent-Type: image/jpeg\r\n\r\n'))),
      images: [one, two],
    }),
    'a length that is too small': () => ({
      bytes: Buffer.concat([part(one, '--b\r\nContent-Length: 20\r\n\r\n'), part(two)]),
      images: [one, two],
    }),
    'a length that is too large': () => ({
      bytes: Buffer.concat([part(one, '--b\r\nContent-Length: 9999\r\n\r\n'), part(two)]),
      images: [one, two],
    }),
    'text parts between images': () => ({
      bytes: Buffer.concat([part(one), text('--b\r\nContent-Type: text/plain\r\n\r\nmotion=1\r\n'), part(two)]),
      images: [one, two],
    }),
    'a progressive image': () => ({ bytes: part(progressive), images: [progressive] }),
    'a preview inside an image': () => ({ bytes: part(withPreview), images: [withPreview] }),
    'a preview after an image': () => ({
      bytes: Buffer.concat([part(Buffer.concat([one, one])), part(two)]),
      images: [one, two],
    }),
    'padding after an image': () => ({ bytes: Buffer.concat([one, Buffer.alloc(500), part(two)]), images: [one, two] }),
    'fill bytes before a marker': () => ({
      bytes: Buffer.concat([one.subarray(0, -2), Buffer.from([0xff, 0xff, 0xff, 0xd9]), text('\n'), two]),
      images: [Buffer.concat([one.subarray(0, -2), Buffer.from([0xff, 0xff, 0xff, 0xd9])]), two],
    }),
  };
  for (const [name, stream] of Object.entries(streams)) {
    for (const size of [undefined, 1, 7, 1000]) {
      it(`finds each image in ${name}, in pieces of ${size ?? 'all'} bytes`, () => {
        const { bytes, images } = stream();

        assert.deepEqual(scanned(bytes, size), images);
      });
    }
  }

  it('reports no image that was cut at any byte, and finds the next one', () => {
    for (let end = 1; end < one.length; end++) {
      const cut = part(one.subarray(0, end));

      assert.deepEqual(scanned(cut), [], `cut at ${end}`);
      // A cut segment may seem to reach 64 kB further.
      const found = scanned(Buffer.concat([cut, part(two), ...Array(5).fill(part(large))]));
      assert.deepEqual(found, [two, ...Array(5).fill(large)], `cut at ${end}`);
    }
  });

  for (const [contentType, first] of [
    ['multipart/x-mixed-replace', '\nContent-'],
    ['multipart/x-mixed-replace;boundary=b', '\nContent-'],
    ['multipart/x-mixed-replace;boundary=abcd', '--abcd'],
    ['multipart/x-mixed-replace; charset=x; Boundary="--my b"', '--my b'],
  ] as const) {
    it(`knows the separators of ${contentType}`, () => {
      assert.equal(separatorsOf(contentType)[0], first);
    });
  }

  it('finds large images of noise, also with a boundary of one letter', async () => {
    const scanner = new JpegScanner(10e6, separatorsOf('multipart/x-mixed-replace; boundary=b'));
    const noise = await noisy(1600, 1200);

    for (let count = 0; count < 5; count++) {
      assert.deepEqual(scanner.push(part(noise, '--b\r\nContent-Type: image/jpeg\r\n\r\n')), [noise]);
    }
  });

  it('finds the next image after a cut one, also if a segment reaches into it', () => {
    // The segment claims 65,535 bytes.
    const cut = Buffer.concat([one.subarray(0, 2), Buffer.from([0xff, 0xe1, 0xff, 0xff]), text('\r\n')]);

    assert.deepEqual(scanned(Buffer.concat([cut, part(one), part(two), part(noise(70_000)), part(two)])), [
      one,
      two,
      two,
    ]);
  });

  it('never fails, and every image that it finds in random bytes around real ones can be decoded', async () => {
    const next = random(7);
    for (let run = 0; run < 200; run++) {
      const bytes = Buffer.concat([part(one), noise(300, next), part(two), text('\n'), noise(50, next), part(one)]);
      for (let flips = 0; flips < 4; flips++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      for (const found of scanned(bytes, 1 + Math.floor(next() * 400))) {
        assert.deepEqual([...found.subarray(0, 2), ...found.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
      }
    }
    assert.equal((await sharp(scanned(part(large))[0]!).metadata()).width, 320);
  });

  it('gives each image its own memory', () => {
    for (const { length, buffer } of scanned(Buffer.concat([part(one), part(two)])))
      assert.equal(buffer.byteLength, length);
  });

  it('refuses an image that is too large, and keeps no other bytes', () => {
    const scanner = new JpegScanner(10_000);
    for (let at = 0; at < 100; at++) assert.deepEqual(scanner.push(noise(1000)), []);
    scanner.push(text('\n'));

    assert.throws(() => scanner.push(Buffer.concat([large.subarray(0, 700), Buffer.alloc(20_000, 1)])), RangeError);
  });

  it('needs linear time for bytes that begin an image again and again', () => {
    const start = performance.now();
    scanned(Buffer.from('\n\xff\xd8\xff\x01'.repeat(200_000), 'latin1'), 65_536);

    assert.ok(performance.now() - start < 5000);
  });
});

/** Bytes that begin no image. */
function noise(length: number, next = random(3)): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(next() * 255)));
}
