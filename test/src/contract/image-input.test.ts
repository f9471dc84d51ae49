import assert from 'node:assert/strict';
import { imageInput } from '../../../src/contract';

const bytes = Buffer.from('0123456789abcdef');
const base64 = bytes.toString('base64');
const pixels = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);

describe('imageInput reads an image', () => {
  const cases: { name: string; value: unknown; expected: unknown }[] = [
    { name: 'as a Buffer', value: bytes, expected: bytes },
    { name: 'as a Uint8Array', value: new Uint8Array(bytes), expected: bytes },
    { name: 'as base64', value: base64, expected: bytes },
    { name: 'as base64 in lines', value: `${base64.slice(0, 18)}\r\n${base64.slice(18)}\n`, expected: bytes },
    {
      name: 'as base64 for URLs',
      value: Buffer.alloc(12, 0xfb).toString('base64url'),
      expected: Buffer.alloc(12, 0xfb),
    },
    { name: 'as a data URI', value: `data:image/png;base64,${base64}`, expected: bytes },
    { name: 'as a data URI with parameters', value: `data:image/jpeg;name=a.jpg;base64,${base64}`, expected: bytes },
    {
      name: 'as raw grey pixels',
      value: { data: pixels, width: 6, height: 4, channels: 1 },
      expected: { data: pixels, width: 6, height: 4, channels: 1 },
    },
    {
      name: 'as raw RGB pixels',
      value: { data: pixels, width: 4, height: 2, channels: 3 },
      expected: { data: pixels, width: 4, height: 2, channels: 3 },
    },
    {
      name: 'as raw pixels without channels, which are RGBA',
      value: { data: pixels, width: 2, height: 3 },
      expected: { data: pixels, width: 2, height: 3, channels: 4 },
    },
    {
      name: "as Jimp's image",
      value: { bitmap: { data: pixels, width: 3, height: 2 }, _exif: null },
      expected: { data: pixels, width: 3, height: 2, channels: 4 },
    },
    {
      name: 'as raw pixels in a Uint8Array',
      value: { data: new Uint8Array(pixels), width: 4, height: 2, channels: 3 },
      expected: { data: pixels, width: 4, height: 2, channels: 3 },
    },
  ];
  for (const { name, value, expected } of cases) {
    it(name, () => assert.deepEqual(imageInput('msg.payload', value), expected));
  }

  it('without copying it', () => {
    const view = new Uint8Array(pixels.buffer, pixels.byteOffset + 2, 12);
    const image = imageInput('msg.payload', { data: view, width: 2, height: 2, channels: 3 });

    assert.ok(!Buffer.isBuffer(image));
    assert.equal(image.data.buffer, pixels.buffer);
    assert.deepEqual([...image.data], [...view]);
  });
});

describe('imageInput refuses', () => {
  const expected =
    'must be an image (a Buffer, a base64 or data-URI string, or raw pixels {data, width, height, channels})';
  const raw = { data: pixels, width: 4, height: 2, channels: 3 };
  const cases: { name: string; value: unknown; message: string }[] = [
    { name: 'undefined', value: undefined, message: `msg.payload ${expected}, got undefined` },
    { name: 'null', value: null, message: `msg.payload ${expected}, got null` },
    { name: 'a number', value: 7, message: `msg.payload ${expected}, got 7` },
    { name: 'a file path', value: '/pictures/cat.jpg', message: `msg.payload ${expected}, got "/pictures/cat.jpg"` },
    { name: 'a short text', value: 'cat', message: `msg.payload ${expected}, got "cat"` },
    { name: 'an empty text', value: '', message: `msg.payload ${expected}, got ""` },
    {
      name: 'a data URI that is not base64',
      value: 'data:image/svg+xml,<svg/>',
      message:
        'msg.payload cannot be read: it is an SVG drawing; convert it to PNG. Formats that are read: JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP and PPM',
    },
    { name: 'an empty Buffer', value: Buffer.alloc(0), message: 'msg.payload is empty: the image has 0 bytes' },
    { name: 'an object without pixels', value: { url: 'cat.jpg' }, message: `msg.payload ${expected}, got an object` },
    { name: 'an array of bytes', value: [1, 2, 3], message: `msg.payload ${expected}, got an array of 3` },
    {
      name: 'pixels without a width',
      value: { ...raw, width: undefined },
      message: `msg.payload ${expected}, got an object`,
    },
    {
      name: 'pixels of half a width',
      value: { ...raw, width: 3.5 },
      message: `msg.payload ${expected}, got an object`,
    },
    { name: 'pixels of no height', value: { ...raw, height: 0 }, message: `msg.payload ${expected}, got an object` },
    {
      name: 'pixels of five channels',
      value: { ...raw, channels: 5 },
      message: `msg.payload ${expected}, got an object`,
    },
    {
      name: 'pixels as plain numbers',
      value: { ...raw, data: [...pixels] },
      message: `msg.payload ${expected}, got an object`,
    },
    {
      name: 'too few pixels',
      value: { ...raw, width: 5 },
      message: 'msg.payload.data must have width x height x channels = 5 x 2 x 3 bytes, got 24',
    },
    { name: 'a Jimp image without pixels', value: { bitmap: null }, message: `msg.payload ${expected}, got null` },
  ];
  for (const { name, value, message } of cases) {
    it(name, () => {
      assert.throws(() => imageInput('msg.payload', value), { name: 'VisionError', code: 'BAD_IMAGE', message });
    });
  }
});
