import assert from 'node:assert/strict';
import { type BoxFormat, detectionsInput } from '../../../src/contract';

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
    {
      name: 'null as bbox',
      value: [{ bbox: null, box: [10, 20, 30, 40] }],
      expected: [{ ...plain, box: [10, 20, 30, 40] }],
    },
    {
      name: 'Pascal VOC: bndbox',
      value: [{ name: 'cat', bndbox: { xmin: '10', ymin: '20', xmax: '40', ymax: '60' } }],
      expected: [{ ...plain, label: 'cat', name: 'cat', bndbox: { xmin: '10', ymin: '20', xmax: '40', ymax: '60' } }],
    },
    {
      name: 'Azure: rectangle',
      value: [{ object: 'cat', rectangle: { x: 10, y: 20, w: 30, h: 40 } }],
      expected: [{ ...plain, object: 'cat', rectangle: { x: 10, y: 20, w: 30, h: 40 } }],
    },
    {
      name: 'names in upper case',
      value: [{ Name: 'cat', Confidence: 0.7, BBox: [10, 20, 30, 40] }],
      expected: [{ ...plain, label: 'cat', score: 0.7, Name: 'cat', Confidence: 0.7, BBox: [10, 20, 30, 40] }],
    },
    { name: 'numbers as text', value: [['10', '20', ' 30', '40.0']], expected: [plain] },
    { name: 'numbers as text under bbox', value: [{ bbox: ['10', 20, '30.0', '40'] }], expected: [plain] },
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

describe('detectionsInput understands objects by their names', () => {
  // All are the box [10, 20, 30, 40].
  const corners = [
    { xmin: 10, ymin: 20, xmax: 40, ymax: 60 },
    { xMin: 10, yMin: 20, xMax: 40, yMax: 60 },
    { x_min: 10, y_min: 20, x_max: 40, y_max: 60 },
    { minX: 10, minY: 20, maxX: 40, maxY: 60 },
    { x1: 10, y1: 20, x2: 40, y2: 60 },
    { x0: 10, y0: 20, x1: 40, y1: 60 },
    { left: 10, top: 20, right: 40, bottom: 60 },
    { startX: 10, startY: 20, endX: 40, endY: 60 },
  ];
  const sizes = [
    { x: 10, y: 20, width: 30, height: 40 },
    { x: 10, y: 20, w: 30, h: 40 },
    { left: 10, top: 20, width: 30, height: 40 },
    { Left: 10, Top: 20, Width: 30, Height: 40 },
    { originX: 10, originY: 20, width: 30, height: 40 },
    { xmin: 10, ymin: 20, width: 30, height: 40 },
    { x1: 10, y1: 20, w: 30, h: 40 },
  ];
  const centres = [
    { cx: 25, cy: 40, w: 30, h: 40 },
    { cx: 25, cy: 40, width: 30, height: 40 },
    { xc: 25, yc: 40, w: 30, h: 40 },
    { centerX: 25, centerY: 40, width: 30, height: 40 },
    { x_center: 25, y_center: 40, width: 30, height: 40 },
    { xcentre: 25, ycentre: 40, w: 30, h: 40 },
  ];
  const bboxOf = (item: object, format?: BoxFormat) => detectionsInput('msg.boxes', [item], format)[0]!.bbox;

  for (const names of [...corners, ...sizes, ...centres]) {
    it(Object.keys(names).join(', '), () => {
      const text = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, String(value)]));
      for (const format of ['xywh', 'xyxy'] as const) {
        assert.deepEqual(bboxOf(names, format), [10, 20, 30, 40]);
        assert.deepEqual(bboxOf({ bbox: names }, format), [10, 20, 30, 40]);
        assert.deepEqual(bboxOf({ box: names, score: 0.5 }, format), [10, 20, 30, 40]);
        assert.deepEqual(bboxOf({ boundingBox: text }, format), [10, 20, 30, 40]);
      }
    });
  }

  it('x, y, width, height as a centre and a size, if the format says so', () => {
    assert.deepEqual(bboxOf({ x: 25, y: 40, width: 30, height: 40 }, 'cxcywh'), [10, 20, 30, 40]);
    assert.deepEqual(bboxOf({ left: 10, top: 20, width: 30, height: 40 }, 'cxcywh'), [10, 20, 30, 40]);
  });

  it('four corners of a rotated box as the upright box around them', () => {
    const box = { x1: 40, y1: 30, x2: 20, y2: 60, x3: 10, y3: 50, x4: 30, y4: 20 };
    assert.deepEqual(bboxOf({ box }), [10, 20, 30, 40]);
    assert.throws(() => bboxOf({ box: { ...box, y4: undefined } }), { code: 'BAD_BOXES' });
  });

  it('but not a box with an angle', () => {
    for (const name of ['angle', 'rotation', 'theta']) {
      const bbox = { cx: 25, cy: 40, w: 30, h: 40 };
      assert.deepEqual(bboxOf({ bbox: { ...bbox, [name]: 0 } }), [10, 20, 30, 40]);
      assert.deepEqual(bboxOf({ bbox: { ...bbox, [name]: null } }), [10, 20, 30, 40]);
      const message =
        'msg.boxes[0].bbox is a rotated box: its angle is 30. Rotated boxes are not read: give the upright box around it, or its corners x1, y1 to x4, y4';
      assert.throws(() => bboxOf({ bbox: { ...bbox, [name]: 30 } }), { code: 'BAD_BOXES', message });
    }
  });

  it('but not with a value that is not a number', () => {
    for (const item of [
      { x1: 1, y1: 2, x2: 'x', y2: 4 },
      { cx: 1, cy: 2, w: null, h: 4 },
      { box: { x: 1, y: 2, w: 3 } },
    ]) {
      assert.throws(() => bboxOf(item), { code: 'BAD_BOXES', message: /must be \[x, y, width, height\]/ });
    }
  });
});

describe('detectionsInput reads arrays in the box format', () => {
  const cases: { format: BoxFormat; numbers: number[]; expected: number[] }[] = [
    { format: 'xywh', numbers: [10, 20, 30, 40], expected: [10, 20, 30, 40] },
    { format: 'xyxy', numbers: [10, 20, 40, 60], expected: [10, 20, 30, 40] },
    { format: 'cxcywh', numbers: [25, 40, 30, 40], expected: [10, 20, 30, 40] },
    { format: 'xywhn', numbers: [0.25, 0.5, 0.25, 0.5], expected: [0.25, 0.5, 0.25, 0.5] },
    { format: 'xyxyn', numbers: [0.25, 0.5, 0.5, 1], expected: [0.25, 0.5, 0.25, 0.5] },
    { format: 'cxcywhn', numbers: [0.375, 0.75, 0.25, 0.5], expected: [0.25, 0.5, 0.25, 0.5] },
  ];
  for (const { format, numbers, expected } of cases) {
    for (const [name, value] of [
      ['plain', [numbers]],
      ['under box', [{ box: numbers }]],
      ['under bbox', [{ bbox: numbers }]],
      ['in a tensor', boxTensor(...numbers)],
    ] as const) {
      it(`${format}, ${name}`, () => assert.deepEqual(detectionsInput('b', value, format)[0]!.bbox, expected));
    }
  }

  it('of Frigate', () => {
    const event = {
      label: 'person',
      score: 0.83,
      box: [411, 203, 509, 440],
      region: [300, 100, 700, 500],
      area: 23226,
    };

    const [detection] = detectionsInput('msg.detections', [event], 'xyxy');

    assert.deepEqual(detection, { ...event, bbox: [411, 203, 98, 237] });
  });

  for (const { format, numbers, says } of [
    {
      format: 'xyxy',
      numbers: [400, 200, 98, 237],
      says: 'b[0] must be [x1, y1, x2, y2] in pixels, got [400, 200, 98, 237]. It looks like [x, y, width, height] in pixels: set Box format to xywh',
    },
    {
      format: 'xyxyn',
      numbers: [0.5, 0.5, 0.25, 0.75],
      says: 'b[0] must be [x1, y1, x2, y2] in shares of 0 to 1, got [0.5, 0.5, 0.25, 0.75]. It looks like [x, y, width, height] in shares of 0 to 1: set Box format to xywhn',
    },
    {
      format: 'cxcywhn',
      numbers: [320, 200, 98, 237],
      says: 'b[0] must be [cx, cy, width, height] in shares of 0 to 1, got [320, 200, 98, 237]. It looks like [cx, cy, width, height] in pixels: set Box format to cxcywh',
    },
  ] as const) {
    it(`and names the likely format of ${numbers} as ${format}`, () => {
      assert.throws(() => detectionsInput('b', [numbers], format), { code: 'BAD_BOXES', message: says });
    });
  }
});

describe('detectionsInput reads labels and scores of any node', () => {
  const bbox = [1, 2, 3, 4];
  for (const { item, label = 'object', score = 1 } of [
    { item: { className: 'cat', confidence: 0.5 }, label: 'cat', score: 0.5 },
    { item: { class_name: 'cat', probability: 0.25 }, label: 'cat', score: 0.25 },
    { item: { name: 'cat', class: 15, confidence: '0.75' }, label: 'cat', score: 0.75 },
    { item: { class: 15 }, label: '15' },
    { item: { label: '', class: 'cat' }, label: 'cat' },
    { item: { label: ' ', score: '' } },
    { item: { label: null, score: null, confidence: 0.5 }, score: 0.5 },
    { item: { score: Number.NaN, confidence: 0.5 }, score: 0.5 },
    { item: { score: 'high' } },
    { item: { score: '0.5' }, score: 0.5 },
    { item: { label: 'a', className: 'b', score: 0.1, confidence: 0.2 }, label: 'a', score: 0.1 },
  ]) {
    it(JSON.stringify(item), () => {
      const [detection] = detectionsInput('msg.boxes', [{ ...item, bbox }]);

      assert.deepEqual(detection, { ...item, bbox, label, score });
    });
  }
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
    { name: 'a hole instead of a box', value: Array(1), message: 'msg.boxes[0] must be a box, got undefined' },
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
    { name: 'a box of texts', value: [['1', '2', '3 px', '4']], message: `msg.boxes[0] ${box}, got an array of 4` },
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
    {
      name: 'a label that is not a text',
      value: [{ label: ['cat'], bbox: [1, 2, 3, 4] }],
      message: 'msg.boxes[0].label must be a text or a number, got an array of 1',
    },
    {
      name: 'a class that is not a text',
      value: [{ class: { name: 'cat' }, bbox: [1, 2, 3, 4] }],
      message: 'msg.boxes[0].label must be a text or a number, got an object',
    },
    { name: 'an object without a box', value: [{ label: 'cat' }], message: `msg.boxes[0].box ${box}, got undefined` },
  ];
  for (const { name, value, message } of cases) {
    it(name, () => {
      assert.throws(() => detectionsInput('msg.boxes', value), { name: 'VisionError', code: 'BAD_BOXES', message });
    });
  }
});
