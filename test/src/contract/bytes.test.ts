import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { detectionsInput, imageInput } from '../../../src/contract';
import { bytesFrom } from '../../../src/contract/bytes';

const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0, 255]);
const memory = new Uint8Array([9, ...bytes, 9]).buffer;

/** The same bytes in every form that messages have. */
const forms: Readonly<Record<string, unknown>> = {
  'a Buffer': bytes,
  'a Buffer that went through JSON': JSON.parse(JSON.stringify(bytes)),
  'a Uint8Array': new Uint8Array(memory, 1, 8),
  'a Uint8ClampedArray': new Uint8ClampedArray(memory, 1, 8),
  'a DataView': new DataView(memory, 1, 8),
  'an ArrayBuffer': memory.slice(1, 9),
  'a Uint8Array of a Function node, which has another context': runInNewContext('new Uint8Array(values)', {
    values: [...bytes],
  }),
};

describe('bytesFrom', () => {
  for (const [name, value] of Object.entries(forms)) {
    it(`reads ${name}`, () => {
      const read = bytesFrom(value);

      assert.ok(Buffer.isBuffer(read));
      assert.deepEqual([...read], [...bytes]);
    });
  }

  it('does not copy bytes', () => {
    for (const value of [new Uint8ClampedArray(memory, 1, 8), new DataView(memory), memory]) {
      assert.equal(bytesFrom(value)!.buffer, memory);
    }
  });

  const others: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'a text': 'abc',
    'an array of numbers': [1, 2, 3],
    'wider numbers': Uint16Array.of(1, 2),
    'JSON with a number above 255': { type: 'Buffer', data: [1, 256] },
    'JSON with a negative number': { type: 'Buffer', data: [-1] },
    'JSON with a fraction': { type: 'Buffer', data: [0.5] },
    'JSON with a text': { type: 'Buffer', data: ['1'] },
    'JSON with holes': { type: 'Buffer', data: new Array(4e9) },
    'JSON of another type': { type: 'Mat', data: [1] },
  };
  for (const [name, value] of Object.entries(others)) {
    it(`does not read ${name}`, () => assert.equal(bytesFrom(value), undefined));
  }
});

describe('every form of bytes is taken', () => {
  const mask = { type: 'uint8', dims: [2, 4], offset: [0, 0], data: bytes };
  for (const [name, data] of Object.entries(forms)) {
    it(`as an encoded image: ${name}`, () => assert.deepEqual(imageInput('msg.payload', data), bytes));

    it(`as raw pixels: ${name}`, () => {
      const raw = { width: 2, height: 1, channels: 4 };
      assert.deepEqual(imageInput('msg.payload', { data, ...raw }), { data: bytes, ...raw });
    });

    it(`as a mask: ${name}`, () => {
      const [detection] = detectionsInput('msg.detections', [{ bbox: [0, 0, 4, 2], mask: { ...mask, data } }]);
      assert.deepEqual(detection!.mask, mask);
    });

    it(`as a tensor of boxes: ${name}`, () => {
      const boxes = detectionsInput('msg.boxes', {
        type: 'float32',
        dims: [1, 4],
        data: sameForm(name, Buffer.from(Float32Array.of(1, 2, 3, 4).buffer)),
      });
      assert.deepEqual(boxes[0]!.bbox, [1, 2, 3, 4]);
    });
  }
});

/** Other bytes in the form of that name. */
function sameForm(name: string, data: Buffer): unknown {
  const form = forms[name];
  if (Buffer.isBuffer(form)) return data;
  const copy = new Uint8Array(data).buffer;
  if (form instanceof ArrayBuffer) return copy;
  if (form instanceof DataView) return new DataView(copy);
  if (form instanceof Uint8ClampedArray) return new Uint8ClampedArray(copy);
  return name.includes('JSON') ? JSON.parse(JSON.stringify(data)) : new Uint8Array(data);
}
