import assert from 'node:assert/strict';
import { imageInput } from '../../../src/contract';
import { decodeImage } from '../../../src/image/decode';

/** The pixels as they are decoded, of a value on a message. */
const pixelsOf = async (value: unknown): Promise<number[]> => [
  ...(await decodeImage(imageInput('msg.payload', value))).data,
];

const size = { width: 2, height: 1 };
const bytes = (...values: number[]): Buffer => Buffer.from(values);
/** Red, then a dark green. */
const RGB = [255, 0, 0, 0, 100, 0];
const bgr = bytes(0, 0, 255, 0, 100, 0);
const bgra = bytes(0, 0, 255, 9, 0, 100, 0, 9);
const grey = [10, 10, 10, 200, 200, 200];
const greyBytes = bytes(10, 200);
const wide = Uint16Array.of(10 * 257, 200 * 257);
const wideBytes = Buffer.from(wide.buffer);

describe('raw pixels are read', () => {
  const cases: { name: string; value: unknown; expected: number[] }[] = [
    {
      name: 'colorSpace BGR',
      value: { ...size, data: bgr, channels: 3, colorSpace: 'BGR', dtype: 'uint8' },
      expected: RGB,
    },
    { name: 'colorSpace BGR without channels', value: { ...size, data: bgr, colorSpace: 'BGR' }, expected: RGB },
    { name: 'colorSpace BGRA', value: { ...size, data: bgra, channels: 4, colorSpace: 'BGRA' }, expected: RGB },
    { name: 'colorSpace RGB', value: { ...size, data: bytes(...RGB), channels: 3, colorSpace: 'RGB' }, expected: RGB },
    {
      name: 'colorSpace RGBA',
      value: { ...size, data: bytes(255, 0, 0, 9, 0, 100, 0, 9), colorSpace: 'RGBA' },
      expected: RGB,
    },
    { name: 'colorSpace GRAY', value: { ...size, data: greyBytes, channels: 1, colorSpace: 'GRAY' }, expected: grey },
    {
      name: 'the colour space of a canvas',
      value: { ...size, data: new Uint8ClampedArray([255, 0, 0, 9, 0, 100, 0, 9]), colorSpace: 'srgb' },
      expected: RGB,
    },
    { name: 'the format of ffmpeg: bgr24', value: { ...size, data: bgr, format: 'bgr24' }, expected: RGB },
    { name: 'the format of ffmpeg: bgr0', value: { ...size, data: bgra, pix_fmt: 'bgr0' }, expected: RGB },
    {
      name: 'the format of ffmpeg: argb',
      value: { ...size, data: bytes(9, 255, 0, 0, 9, 0, 100, 0), format: 'argb' },
      expected: RGB,
    },
    {
      name: 'the format of ffmpeg: abgr',
      value: { ...size, data: bytes(9, 0, 0, 255, 9, 0, 100, 0), format: 'abgr' },
      expected: RGB,
    },
    { name: 'the format of ffmpeg: gray16le', value: { ...size, data: wideBytes, format: 'gray16le' }, expected: grey },
    {
      name: 'the format of ffmpeg: ya8',
      value: { ...size, data: bytes(10, 0, 200, 0), format: 'ya8' },
      expected: grey,
    },
    {
      name: 'ROS: bgr8 with a step',
      value: { ...size, data: bgr, encoding: 'bgr8', step: 6, is_bigendian: 0 },
      expected: RGB,
    },
    { name: 'ROS: mono8', value: { ...size, data: greyBytes, encoding: 'mono8' }, expected: grey },
    { name: 'ROS: mono16', value: { ...size, data: wideBytes, encoding: 'mono16' }, expected: grey },
    { name: 'dtype uint16', value: { ...size, data: wideBytes, channels: 1, dtype: 'uint16' }, expected: grey },
    { name: 'a Uint16Array', value: { ...size, data: wide, channels: 1 }, expected: grey },
    { name: 'bitDepth 16', value: { ...size, data: wideBytes, colorSpace: 'GRAY', bitDepth: 16 }, expected: grey },
    {
      name: 'uint16 in BGR',
      value: {
        width: 1,
        height: 1,
        data: Buffer.from(Uint16Array.of(0, 25700, 65535).buffer),
        colorSpace: 'BGR',
        dtype: 'uint16',
      },
      expected: [255, 100, 0],
    },
    {
      name: 'uint16 at an odd address',
      value: { ...size, data: Buffer.concat([bytes(0), wideBytes]).subarray(1), channels: 1, dtype: 'uint16' },
      expected: grey,
    },
    { name: 'names with _: color_space', value: { ...size, data: bgr, color_space: 'BGR' }, expected: RGB },
    { name: 'names with _: pixel_format', value: { ...size, data: bgr, pixel_format: 'bgr24' }, expected: RGB },
    { name: 'names in upper case', value: { ...size, data: bgr, ColorSpace: 'BGR' }, expected: RGB },
    { name: 'an order of channels', value: { ...size, data: bgr, channelOrder: 'bgr' }, expected: RGB },
    {
      name: 'bit_depth 16, little-endian',
      value: { ...size, data: wideBytes, channels: 1, bit_depth: 16, byteOrder: 'LE' },
      expected: grey,
    },
    { name: 'an info that is null', value: { ...size, data: bytes(...RGB), info: null }, expected: RGB },
    {
      name: 'an info about something else',
      value: { ...size, data: bgr, colorSpace: 'BGR', info: { camera: 'door' } },
      expected: RGB,
    },
    { name: 'RGB without channels', value: { ...size, data: bytes(...RGB) }, expected: RGB },
    { name: 'grey without channels', value: { ...size, data: greyBytes }, expected: grey },
    {
      name: 'padded rows',
      value: { width: 1, height: 2, data: bytes(10, 0, 0, 0, 200, 0, 0, 0), channels: 1, stride: 4 },
      expected: grey,
    },
    {
      name: 'padded rows, the last one without padding',
      value: { width: 1, height: 2, data: bytes(0, 0, 255, 0, 0, 100, 0), colorSpace: 'BGR', bytesPerRow: 4 },
      expected: RGB,
    },
    { name: 'a stride without padding', value: { ...size, data: bgr, colorSpace: 'BGR', stride: 6 }, expected: RGB },
    {
      name: 'data and info of sharp',
      value: {
        data: bytes(...RGB),
        info: { format: 'raw', ...size, channels: 3, depth: 'uchar', premultiplied: false, size: 6 },
      },
      expected: RGB,
    },
    {
      name: 'data and info of sharp, 16 bits',
      value: { data: wideBytes, info: { format: 'raw', ...size, channels: 1, depth: 'ushort' } },
      expected: grey,
    },
    {
      name: 'a bitmap of Jimp',
      value: { bitmap: { ...size, data: bytes(255, 0, 0, 9, 0, 100, 0, 9) } },
      expected: RGB,
    },
    {
      name: 'data that went through JSON',
      value: JSON.parse(JSON.stringify({ ...size, data: bgr, colorSpace: 'BGR' })),
      expected: RGB,
    },
    {
      name: 'other properties',
      value: { ...size, data: bytes(...RGB), channels: 3, filename: 'a.jpg', timestamp: 7 },
      expected: RGB,
    },
  ];
  for (const { name, value, expected } of cases) {
    it(name, async () => assert.deepEqual(await pixelsOf(value), expected));
  }

  it('of a script, which does not use imageInput', async () => {
    const image = { ...size, data: bgr, channels: 3, colorSpace: 'BGR' } as const;

    assert.deepEqual([...(await decodeImage(image)).data], RGB);
    await assert.rejects(decodeImage({ ...image, data: bgr.subarray(1) }), { code: 'BAD_IMAGE' });
  });
});

describe('an object with an encoded image as data is that image', () => {
  const gif = Buffer.from('R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
  const cases = [
    { name: 'with its media type', value: { data: gif, format: 'image/gif', width: 1, height: 1 } },
    { name: 'without a size', value: { data: gif, filename: 'dot.gif' } },
    { name: 'data and info of sharp', value: { data: gif, info: { format: 'gif', width: 1, height: 1, channels: 3 } } },
  ];
  for (const { name, value } of cases) {
    it(name, async () => assert.deepEqual(await pixelsOf(value), [255, 0, 0]));
  }
});

describe('raw pixels are refused, naming the property', () => {
  const image = { ...size, data: bgr, channels: 3 };
  const orders = 'must be one of GRAY, GRAYA, RGB, BGR, RGBA, BGRA, ARGB, ABGR, got';
  const cases: { name: string; value: unknown; message: string }[] = [
    { name: 'YUV', value: { ...image, colorSpace: 'YUV' }, message: `msg.payload.colorSpace ${orders} "YUV"` },
    { name: 'HSV', value: { ...image, colorSpace: 'HSV' }, message: `msg.payload.colorSpace ${orders} "HSV"` },
    {
      name: 'another gamut',
      value: { ...image, colorSpace: 'display-p3' },
      message: `msg.payload.colorSpace ${orders} "display-p3"`,
    },
    { name: 'planes', value: { ...image, format: 'yuv420p' }, message: `msg.payload.format ${orders} "yuv420p"` },
    {
      name: 'a Bayer pattern',
      value: { ...image, encoding: 'bayer_rggb8' },
      message: `msg.payload.encoding ${orders} "bayer_rggb8"`,
    },
    {
      name: 'big-endian values',
      value: { ...image, format: 'gray16be' },
      message: `msg.payload.format ${orders} "gray16be"`,
    },
    { name: 'packed values', value: { ...image, format: 'rgb565' }, message: `msg.payload.format ${orders} "rgb565"` },
    {
      name: 'an order that is a number',
      value: { ...image, format: 6408 },
      message: `msg.payload.format ${orders} 6408`,
    },
    {
      name: 'floats',
      value: { ...image, dtype: 'float32' },
      message: 'msg.payload.dtype must be uint8 or uint16, got "float32"',
    },
    {
      name: 'signed values',
      value: { ...image, dtype: 'int16' },
      message: 'msg.payload.dtype must be uint8 or uint16, got "int16"',
    },
    {
      name: '12 bits',
      value: { ...image, bitDepth: 12 },
      message: 'msg.payload.bitDepth must be uint8 or uint16, got 12',
    },
    {
      name: 'a Uint16Array of bytes',
      value: { ...image, data: wide, dtype: 'uint8' },
      message: 'msg.payload.dtype must be uint16, as the pixels are, got "uint8"',
    },
    {
      name: 'another number of channels than the order has',
      value: { ...image, channels: 4, colorSpace: 'BGR' },
      message: 'msg.payload.channels must be 3 for BGR, got 4',
    },
    {
      name: 'big-endian values by another name',
      value: { ...image, byte_order: 'big' },
      message: 'msg.payload.byte_order must be little, got "big"',
    },
    {
      name: 'a space of sharp',
      value: { data: bgr, info: { ...size, channels: 3, space: 'lab' } },
      message: `msg.payload.space ${orders} "lab"`,
    },
    {
      name: 'a stride shorter than a row',
      value: { ...image, stride: 5 },
      message: 'msg.payload.stride must be a whole number of bytes from 6 up, got 5',
    },
    {
      name: 'a stride of half a byte',
      value: { ...image, stride: 6.5 },
      message: 'msg.payload.stride must be a whole number of bytes from 6 up, got 6.5',
    },
    {
      name: 'strides of planes',
      value: { ...image, linesize: [6, 3, 3] },
      message: 'msg.payload.linesize must be a whole number of bytes from 6 up, got an array of 3',
    },
    {
      name: 'a stride that the data does not have',
      value: { ...image, height: 2, stride: 8 },
      message: 'msg.payload.data must have stride x height = 8 x 2 bytes, got 6',
    },
    {
      name: 'half of 16 bits',
      value: { ...image, dtype: 'uint16' },
      message: 'msg.payload.data must have width x height x channels x 2 = 2 x 1 x 3 x 2 bytes, got 6',
    },
    {
      name: 'too many bytes',
      value: { ...image, data: bgra },
      message: 'msg.payload.data must have width x height x channels = 2 x 1 x 3 bytes, got 8',
    },
    {
      name: 'a layout by channels',
      value: { ...image, layout: 'CHW' },
      message: 'msg.payload.layout must be HWC: pixels must be interleaved, got "CHW"',
    },
    {
      name: 'planar pixels',
      value: { ...image, planar: true },
      message: 'msg.payload.planar must be false: pixels must be interleaved, got true',
    },
    {
      name: 'big-endian values of ROS',
      value: { ...image, is_bigendian: 1 },
      message: 'msg.payload.is_bigendian must be false, got 1',
    },
  ];
  for (const { name, value, message } of cases) {
    it(name, () => assert.throws(() => imageInput('msg.payload', value), { code: 'BAD_IMAGE', message }));
  }

  it('grey with 2 bytes a pixel without a type or channels, which can be 16 bits or alpha', () => {
    assert.throws(() => imageInput('msg.payload', { ...size, data: wideBytes }), {
      code: 'BAD_IMAGE',
      message: 'msg.payload.data must have width x height x channels = 2 x 1 x 4 bytes, got 4',
    });
  });
});
