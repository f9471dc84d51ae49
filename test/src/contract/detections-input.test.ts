import assert from 'node:assert/strict';
import { detectionsInput } from '../../../src/contract';

const boxTensor = (...numbers: number[]) => ({
  type: 'float32',
  dims: [numbers.length / 4, 4],
  data: Buffer.from(Float32Array.from(numbers).buffer),
});

describe('detectionsInput reads boxes of any node', () => {
  const plain = { label: 'object', score: 1, bbox: [10, 20, 30, 40] };
  const corners = { xmin: 10, ymin: 20, xmax: 40, ymax: 60 };
  const mask = { type: 'uint8', dims: [1, 2], offset: [3, 4], data: Buffer.from([1, 1]) };
  const cases: { name: string; value: unknown; expected: unknown[] }[] = [
    { name: 'no boxes', value: [], expected: [] },
    { name: 'plain boxes', value: [[10, 20, 30, 40]], expected: [plain] },
    { name: 'a box without area', value: [[10, 20, 0, 0]], expected: [{ ...plain, bbox: [10, 20, 0, 0] }] },
    {
      name: 'a box that begins outside the image',
      value: [[-5, -5.5, 9, 9]],
      expected: [{ ...plain, bbox: [-5, -5.5, 9, 9] }],
    },
    {
      name: 'a tensor of boxes',
      value: boxTensor(10, 20, 30, 40, 0.5, 1, 2, 3),
      expected: [plain, { ...plain, bbox: [0.5, 1, 2, 3] }],
    },
    { name: 'a tensor of no boxes', value: boxTensor(), expected: [] },
    {
      name: 'our own detections',
      value: [{ label: 'cat', score: 0.7, bbox: [10, 20, 30, 40], phrase: 'tabby' }],
      expected: [{ label: 'cat', score: 0.7, bbox: [10, 20, 30, 40], phrase: 'tabby' }],
    },
    {
      name: 'our own detections with masks',
      value: [{ ...plain, mask, maskScore: 0.9, area: 2 }],
      expected: [{ ...plain, mask, maskScore: 0.9, area: 2 }],
    },
    {
      name: 'coco-ssd: class',
      value: [{ class: 'cat', score: 0.7, bbox: [10, 20, 30, 40] }],
      expected: [{ class: 'cat', label: 'cat', score: 0.7, bbox: [10, 20, 30, 40] }],
    },
    { name: 'corners under bbox', value: [{ label: 'cat', bbox: corners }], expected: [{ ...plain, label: 'cat' }] },
    {
      name: 'transformers.js: corners under box',
      value: [{ label: 'cat', score: 0.7, box: corners }],
      expected: [{ ...plain, label: 'cat', score: 0.7, box: corners }],
    },
    { name: 'annotate-image: a box alone', value: [{ bbox: [10, 20, 30, 40] }], expected: [plain] },
    { name: 'a number as label', value: [{ label: 3, bbox: [10, 20, 30, 40] }], expected: [{ ...plain, label: '3' }] },
    { name: 'a score of 0', value: [{ score: 0, bbox: [10, 20, 30, 40] }], expected: [{ ...plain, score: 0 }] },
    {
      name: 'a mixture',
      value: [[1, 2, 3, 4], { bbox: [10, 20, 30, 40] }],
      expected: [{ ...plain, bbox: [1, 2, 3, 4] }, plain],
    },
  ];
  for (const { name, value, expected } of cases) {
    it(name, () => assert.deepEqual(detectionsInput('msg.boxes', value), expected));
  }

  it('does not change its input', () => {
    const given = Object.freeze({ class: 'cat', bbox: Object.freeze([10, 20, 30, 40]) });

    assert.notEqual(detectionsInput('msg.boxes', [given])[0], given);
    assert.deepEqual(given, { class: 'cat', bbox: [10, 20, 30, 40] });
  });
});

describe('detectionsInput refuses', () => {
  const list =
    'must be an array of boxes [x, y, width, height], of objects with bbox or box, or a float32 tensor [N, 4] of such boxes';
  const box = 'must be [x, y, width, height] or {xmin, ymin, xmax, ymax} in pixels';
  const tensor = boxTensor(1, 2, 3, 4);
  const cases: { name: string; value: unknown; message: string }[] = [
    { name: 'undefined', value: undefined, message: `msg.boxes ${list}, got undefined` },
    { name: 'null', value: null, message: `msg.boxes ${list}, got null` },
    { name: 'a text', value: '1,2,3,4', message: `msg.boxes ${list}, got "1,2,3,4"` },
    {
      name: 'one detection outside an array',
      value: { bbox: [1, 2, 3, 4] },
      message: `msg.boxes ${list}, got an object`,
    },
    {
      name: 'a tensor of other numbers',
      value: { ...tensor, type: 'int64' },
      message: `msg.boxes ${list}, got an object`,
    },
    {
      name: 'a tensor of another shape',
      value: { ...tensor, dims: [4, 1] },
      message: `msg.boxes ${list}, got an object`,
    },
    {
      name: 'a tensor with too little data',
      value: { ...tensor, dims: [2, 4] },
      message: `msg.boxes ${list}, got an object`,
    },
    { name: 'a flat array of numbers', value: [1, 2, 3, 4], message: 'msg.boxes[0] must be a box, got 1' },
    { name: 'an array with holes', value: new Array(2), message: 'msg.boxes[0] must be a box, got undefined' },
    {
      name: 'more than 10,000 boxes',
      value: Array.from({ length: 10_001 }, () => [1, 2, 3, 4]),
      message: 'msg.boxes has too many boxes: at most 10000, got 10001',
    },
    {
      name: 'a tensor of more than 10,000 boxes',
      value: boxTensor(...Array.from({ length: 40_004 }, () => 1)),
      message: 'msg.boxes has too many boxes: at most 10000, got 10001',
    },
    {
      name: 'an array of billions of holes, at once',
      value: new Array(2 ** 32 - 1),
      message: 'msg.boxes has too many boxes: at most 10000, got 4294967295',
    },
    { name: 'a null among boxes', value: [[1, 2, 3, 4], null], message: 'msg.boxes[1] must be a box, got null' },
    { name: 'a box of three numbers', value: [[1, 2, 3]], message: `msg.boxes[0] ${box}, got an array of 3` },
    {
      name: 'a box with holes',
      value: [Object.assign(new Array(4), { 3: 1 })],
      message: `msg.boxes[0] ${box}, got an array of 4`,
    },
    { name: 'a box of texts', value: [['1', '2', '3', '4']], message: `msg.boxes[0] ${box}, got an array of 4` },
    { name: 'a box of NaN', value: [[1, 2, Number.NaN, 4]], message: `msg.boxes[0] ${box}, got an array of 4` },
    { name: 'a negative width', value: [[1, 2, -3, 4]], message: `msg.boxes[0] ${box}, got an array of 4` },
    { name: 'a text as bbox', value: [{ bbox: 'here' }], message: `msg.boxes[0].bbox ${box}, got "here"` },
    {
      name: 'corners in the wrong order',
      value: [{ bbox: { xmin: 9, ymin: 0, xmax: 1, ymax: 5 } }],
      message: `msg.boxes[0].bbox ${box}, got an object`,
    },
    {
      name: 'corners with one missing',
      value: [{ box: { xmin: 1, ymin: 0, xmax: 9 } }],
      message: `msg.boxes[0].box ${box}, got an object`,
    },
    { name: 'an object without a box', value: [{ label: 'cat' }], message: `msg.boxes[0].box ${box}, got undefined` },
  ];
  for (const { name, value, message } of cases) {
    it(name, () => {
      assert.throws(() => detectionsInput('msg.boxes', value), { name: 'VisionError', code: 'BAD_BOXES', message });
    });
  }
});
