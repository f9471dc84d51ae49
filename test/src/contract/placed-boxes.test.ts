import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { placedBoxes } from '../../../src/contract/placed-boxes';

const image = { width: 640, height: 480 };
const mask = { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) } as const;

describe('placedBoxes keeps boxes in pixels', () => {
  for (const { name, bbox } of [
    { name: 'in the image', bbox: [10, 20, 30, 40] },
    { name: 'as large as the image', bbox: [0, 0, 640, 480] },
    { name: 'larger than the image', bbox: [-100, -100, 900, 900] },
    { name: 'of one pixel', bbox: [0, 0, 1, 1] },
    { name: 'of a line', bbox: [10, 10, 200, 0] },
    { name: 'over the border', bbox: [600, 400, 100, 100] },
    { name: 'next to the image', bbox: [650, 500, 40, 40] },
    { name: 'before the image', bbox: [-60, -60, 20, 20] },
  ] satisfies { name: string; bbox: Bbox }[]) {
    it(name, () => assert.deepEqual(placedBoxes([{ bbox }], image), [{ bbox }]));
  }

  it('without size, if no pixel of a pointed object was found', () => {
    const detection = { bbox: [0, 0, 0, 0], mask } as const;

    assert.deepEqual(placedBoxes([detection], image), [detection]);
  });

  it('of an image of one pixel', () => {
    assert.deepEqual(placedBoxes([{ bbox: [0, 0, 1, 1] }], { width: 1, height: 1 })[0]!.bbox, [0, 0, 1, 1]);
  });
});

describe('placedBoxes changes shares to pixels', () => {
  it('of the width and the height', () => {
    const detection = { label: 'cat', bbox: [0.25, 0.5, 0.5, 0.25] } as const;

    assert.deepEqual(placedBoxes([detection], image, 'shares'), [{ label: 'cat', bbox: [160, 240, 320, 120] }]);
    assert.deepEqual(placedBoxes([{ bbox: [0, 0, 1, 1] }], image, 'shares'), [{ bbox: [0, 0, 640, 480] }]);
  });
});

describe('placedBoxes refuses', () => {
  const pixels = 'detections[0] must be [x, y, width, height] in pixels';
  const ofImage = 'of the image of 640 x 480 pixels';
  const shares = 'It looks like shares of 0 to 1: set Box format to xywhn, xyxyn or cxcywhn';
  const far = 'is far outside the image of 640 x 480 pixels';
  for (const { name, bbox, message } of [
    {
      name: 'shares',
      bbox: [0.1, 0.2, 0.5, 0.75],
      message: `${pixels} ${ofImage}, got [0.1, 0.2, 0.5, 0.75]. ${shares}`,
    },
    {
      name: 'corners in shares',
      bbox: [0.5, 0.5, 1, 1],
      message: `${pixels} ${ofImage}, got [0.5, 0.5, 1, 1]. ${shares}`,
    },
    {
      name: 'shares that reach beyond the image',
      bbox: [-0.05, 0.1, 1.1, 0.5],
      message: `${pixels} ${ofImage}, got [-0.05, 0.1, 1.1, 0.5]. ${shares}`,
    },
    {
      name: 'no size',
      bbox: [10, 20, 0, 0],
      message: `${pixels} ${ofImage}, got [10, 20, 0, 0]. A box has at least one pixel`,
    },
    {
      name: 'sides below a pixel',
      bbox: [100, 200, 0.4, 0.9],
      message: `${pixels} ${ofImage}, got [100, 200, 0.4, 0.9]. A box has at least one pixel`,
    },
    {
      name: 'corners',
      bbox: [500, 300, 620, 470],
      message: `${pixels}, got [500, 300, 620, 470]. It looks like [x1, y1, x2, y2] in pixels: set Box format to xyxy`,
    },
    {
      name: 'a box far outside',
      bbox: [2000, 100, 50, 50],
      message: `detections[0] ${far}: got [2000, 100, 50, 50] in pixels. Is it from another image, or does it have another Box format?`,
    },
    { name: 'a box far above', bbox: [10, -900, 50, 50], message: new RegExp(far) },
    { name: 'a box with an edge far outside', bbox: [0, 0, 1e9, 1e9], message: new RegExp(far) },
    { name: 'NaN', bbox: [1, Number.NaN, 3, 4], message: `${pixels}, got [1, NaN, 3, 4]` },
    { name: 'Infinity', bbox: [1, 2, Number.POSITIVE_INFINITY, 4], message: `${pixels}, got [1, 2, Infinity, 4]` },
    { name: 'a negative size', bbox: [1, 2, -3, 4], message: `${pixels}, got [1, 2, -3, 4]` },
    { name: 'three numbers', bbox: [1, 2, 3] as unknown as Bbox, message: `${pixels}, got [1, 2, 3]` },
    { name: 'no box', bbox: undefined as unknown as Bbox, message: `${pixels}, got undefined` },
  ] satisfies { name: string; bbox: Bbox; message: string | RegExp }[]) {
    it(name, () => assert.throws(() => placedBoxes([{ bbox }], image), { code: 'BAD_BOXES', message }));
  }

  it('more boxes than any step can work on', () => {
    const message = 'The image has too many boxes: at most 10000, got 10001';

    assert.throws(() => placedBoxes(Array(10_001).fill({ bbox: [1, 2, 3, 4] }), image), { code: 'BAD_BOXES', message });
  });
});
