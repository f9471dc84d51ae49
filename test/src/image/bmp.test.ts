import assert from 'node:assert/strict';
import { decodeImage } from '../../../src/image/decode';
import { inspectImage } from '../../../src/image/inspect';

interface Parts {
  readonly width: number;
  /** Negative: the top row is first. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** Size of the second header. */
  readonly header?: number;
  /** Bytes between the headers and the pixels: masks and palette. */
  readonly between?: readonly number[];
  readonly pixels: readonly number[];
}

function bmp({ width, height, bits, compression = 0, header = 40, between = [], pixels }: Parts): Buffer {
  const head = Buffer.alloc(14 + header);
  head.write('BM');
  head.writeUInt32LE(14 + header + between.length, 10);
  head.writeUInt32LE(header, 14);
  if (header === 12) {
    head.writeUInt16LE(width, 18);
    head.writeUInt16LE(height, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt16LE(bits, 24);
  } else {
    head.writeInt32LE(width, 18);
    head.writeInt32LE(height, 22);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(bits, 28);
    head.writeUInt32LE(compression, 30);
  }
  return Buffer.concat([head, Buffer.from(between), Buffer.from(pixels)]);
}

/** Red, green, blue and white as palettes have them: blue, green, red, and a byte that is not used. */
const COLOURS = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];
const palette = (entries: number): number[] => [...COLOURS, ...Array(entries * 4 - COLOURS.length).fill(0)];
const R = [255, 0, 0];
const G = [0, 255, 0];
const B = [0, 0, 255];
const W = [255, 255, 255];
const uint32 = (...values: number[]): number[] => [...Buffer.from(Uint32Array.from(values).buffer)];
const uint16 = (...values: number[]): number[] => [...Buffer.from(Uint16Array.from(values).buffer)];

/** Upper row red, green, blue, lower row white, red, green, if not noted otherwise. */
const IMAGE = [R, G, B, W, R, G];
const size = { width: 3, height: 2 };

describe('a BMP file', () => {
  const cases: { name: string; parts: Parts; expected?: number[][] }[] = [
    {
      name: '1 bit',
      parts: { ...size, bits: 1, between: palette(4).slice(0, 8), pixels: [0b10100000, 0, 0, 0, 0b01000000, 0, 0, 0] },
      expected: [R, G, R, G, R, G],
    },
    { name: '4 bits', parts: { ...size, bits: 4, between: palette(16), pixels: [0x30, 0x10, 0, 0, 0x01, 0x20, 0, 0] } },
    { name: '8 bits', parts: { ...size, bits: 8, between: palette(256), pixels: [3, 0, 1, 0, 0, 1, 2, 0] } },
    {
      name: '8 bits, top row first',
      parts: { ...size, height: -2, bits: 8, between: palette(256), pixels: [0, 1, 2, 0, 3, 0, 1, 0] },
    },
    {
      name: '8 bits, header of 1987',
      parts: {
        ...{ ...size, header: 12, bits: 8 },
        between: palette(256).filter((_, at) => at % 4 !== 3),
        pixels: [3, 0, 1, 0, 0, 1, 2, 0],
      },
    },
    {
      name: '16 bits: 5 of each colour',
      parts: { ...size, bits: 16, pixels: uint16(0x7fff, 0x7c00, 0x3e0, 0, 0x7c00, 0x3e0, 0x1f, 0) },
    },
    {
      name: '16 bits with masks: 6 bits of green',
      parts: {
        ...{ ...size, bits: 16, compression: 3, between: uint32(0xf800, 0x7e0, 0x1f) },
        pixels: uint16(0xffff, 0xf800, 0x7e0, 0, 0xf800, 0x7e0, 0x1f, 0),
      },
    },
    {
      name: '24 bits',
      parts: {
        ...{ ...size, bits: 24 },
        // Rows fill up to 12 bytes; blue is the first byte of a pixel.
        pixels: [...W, ...B, ...G, 0, 0, 0, ...B, ...G, ...R, 0, 0, 0],
      },
    },
    {
      name: '32 bits',
      parts: { ...size, bits: 32, pixels: uint32(0xffffff, 0xff0000, 0xff00, 0xff0000, 0xff00, 0xff) },
    },
    {
      name: '32 bits with alpha, which is dropped, and masks in a later header',
      parts: {
        ...{ ...size, header: 124, bits: 32, compression: 3 },
        pixels: uint32(0x00ffffff, 0x80ff0000, 0xff00, 0xff0000, 0x7f00ff00, 0xff),
      },
    },
  ];
  for (const { name, parts, expected = IMAGE } of cases) {
    it(`is read: ${name}`, async () => {
      const bytes = bmp(parts);
      if (parts.header === 124) bytes.set(uint32(0xff0000, 0xff00, 0xff), 54);
      const { data, width, height } = await decodeImage(bytes);

      assert.deepEqual([width, height], [3, 2]);
      assert.deepEqual([...data], expected.flat());
      assert.deepEqual(await inspectImage(bytes), { format: 'bmp', isUpright: true, isAnimated: false, isDeep: false });
    });
  }

  const runs = [
    { name: '8 bits, in runs', bits: 8, compression: 1, pixels: [1, 3, 1, 0, 1, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1] },
    { name: '4 bits, in runs', bits: 4, compression: 2, pixels: [3, 0x30, 0, 0, 0, 3, 0x01, 0x20, 0, 1] },
  ];
  for (const { name, ...parts } of runs) {
    it(`is read: ${name}`, async () => {
      const { data } = await decodeImage(bmp({ ...size, ...parts, between: palette(2 ** parts.bits) }));

      assert.deepEqual([...data], (parts.bits === 8 ? IMAGE : [R, G, B, W, R, W]).flat());
    });
  }

  it('is read if its runs skip pixels, which have the first colour', async () => {
    const pixels = [0, 2, 1, 1, 2, 3, 0, 1];
    const { data } = await decodeImage(bmp({ ...size, bits: 8, compression: 1, between: palette(256), pixels }));

    assert.deepEqual([...data], [R, W, W, R, R, R].flat());
  });

  const whole = { ...size, bits: 24, pixels: Array(24).fill(9) };
  const runsOnly = { ...size, bits: 8, compression: 1, between: palette(256) };
  const withStart = (start: number): Buffer => {
    const bytes = bmp(whole);
    bytes.writeUInt32LE(start, 10);
    return bytes;
  };
  const refused: { name: string; bytes: Buffer; says: RegExp }[] = [
    { name: 'truncated', bytes: bmp({ ...whole, pixels: Array(20).fill(9) }), says: /truncated/ },
    { name: 'of its header only', bytes: bmp(whole).subarray(0, 30), says: /truncated/ },
    { name: 'truncated in its runs', bytes: bmp({ ...runsOnly, pixels: [1, 3, 1, 0] }), says: /truncated/ },
    { name: 'truncated in its palette', bytes: bmp({ ...runsOnly, between: [], pixels: [0, 1] }), says: /truncated/ },
    { name: 'without pixels', bytes: bmp({ ...whole, height: 0 }), says: /no pixels: its size is 3 x 0/ },
    { name: 'of a negative width', bytes: bmp({ ...whole, width: -3 }), says: /no pixels/ },
    { name: 'of 7 bits', bytes: bmp({ ...whole, bits: 7 }), says: /7 bits per pixel/ },
    { name: 'with a JPEG inside', bytes: bmp({ ...whole, bits: 0, compression: 4 }), says: /compression 4/ },
    { name: 'without the place of its pixels', bytes: withStart(0), says: /pixels at byte 0, inside its header/ },
    { name: 'with pixels in its header', bytes: withStart(20), says: /pixels at byte 20, inside its header/ },
    { name: 'with an unknown header', bytes: bmp({ ...whole, header: 36 }), says: /unknown header/ },
    { name: 'that claims to be immense', bytes: bmp({ ...whole, width: 30_000, height: 30_000 }), says: /megapixels/ },
  ];
  for (const { name, bytes, says } of refused) {
    it(`is refused ${name}`, async () => {
      await assert.rejects(decodeImage(bytes), { code: 'BAD_IMAGE', message: says });
    });
  }
});
