import assert from 'node:assert/strict';
import { detectionsInput } from '../../../src/contract';

const mask = { type: 'uint8', dims: [2, 3], offset: [10, 20], data: Buffer.from([0, 1, 1, 1, 1, 0]) };

/** The mask that is read from a detection with the given one. */
const maskOf = (given: unknown) => detectionsInput('msg.detections', [{ bbox: [10, 20, 3, 2], mask: given }])[0]!.mask;

describe('the mask of a detection on a message', () => {
  it('is used without copying its Buffer', () => {
    assert.deepEqual(maskOf(mask), mask);
    assert.equal(maskOf(mask)!.data, mask.data);
  });

  it('is read after it went through JSON, which turns its Buffer into an object', () => {
    assert.deepEqual(maskOf(JSON.parse(JSON.stringify(mask))), mask);
  });

  it('may be empty', () => {
    const empty = { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) };

    assert.deepEqual(maskOf(empty), empty);
  });

  for (const dims of [
    [0, 3],
    [5, 0],
  ]) {
    it(`is the empty mask if it has no pixels: dims ${dims}`, () => {
      const empty = { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) };

      assert.deepEqual(maskOf({ ...empty, dims, offset: [7, 8] }), empty);
    });
  }

  const huge = Number.MAX_SAFE_INTEGER;
  const refused = [
    { name: 'an offset with holes', given: { ...mask, offset: new Array(2) } },
    { name: 'a mask of negative size', given: { ...mask, dims: [-2, -3] } },
    { name: 'an empty mask of immense width', given: { ...mask, dims: [0, 1e9], data: Buffer.alloc(0) } },
    { name: 'an empty mask of immense height', given: { ...mask, dims: [huge, 0], data: Buffer.alloc(0) } },
    { name: 'a mask of an infinite side', given: { ...mask, dims: [0, Infinity], data: Buffer.alloc(0) } },
    { name: 'a mask at an immense distance', given: { ...mask, offset: [huge, 0] } },
    { name: 'a mask at an immense negative distance', given: { ...mask, offset: [0, -1e300] } },
    { name: 'null', given: null },
    { name: 'a text', given: 'RLE' },
    { name: 'a mask without data', given: { ...mask, data: undefined } },
    { name: 'a mask with plain numbers', given: { ...mask, data: [0, 1, 1, 1, 1, 0] } },
    { name: 'a mask with too little data', given: { ...mask, data: Buffer.alloc(5) } },
    { name: 'a mask without an offset', given: { ...mask, offset: undefined } },
    { name: 'a mask between pixels', given: { ...mask, offset: [10.5, 20] } },
    { name: 'a mask of three dimensions', given: { ...mask, dims: [1, 2, 3] } },
  ];
  for (const { name, given } of refused) {
    it(`is refused as ${name}, with its position in the message`, () => {
      assert.throws(() => maskOf(given), {
        code: 'BAD_BOXES',
        message:
          /^msg\.detections\[0\]\.mask must be \{dims: \[height, width\], offset: \[x, y\], data: a Buffer of height/,
      });
    });
  }
});
