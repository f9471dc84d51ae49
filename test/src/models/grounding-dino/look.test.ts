import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { areasOf, isWhole, type Look, regionFilter } from '../../../../src/models/grounding-dino/look';

const image = { width: 300, height: 240 };
const whole: Bbox = [0, 0, 300, 240];

describe('areasOf', () => {
  const cases: { name: string; look: Look; expected: Bbox[] }[] = [
    { name: 'is the complete image', look: { at: 'whole' }, expected: [whole] },
    {
      name: 'is the complete image, then the tiles',
      look: { at: 'tiles', grid: { columns: 2, rows: 1 }, overlap: 0 },
      expected: [whole, [0, 0, 150, 240], [150, 0, 150, 240]],
    },
    {
      name: 'has no tile that is the complete image',
      look: { at: 'tiles', grid: { columns: 1, rows: 1 }, overlap: 0.2 },
      expected: [whole],
    },
    {
      name: 'grows the bounds of moving boxes by a quarter on each axis',
      look: {
        at: 'moving',
        boxes: [
          [100, 80, 40, 100],
          [180, 60, 40, 40],
        ],
      },
      // 100 to 220 and 60 to 180, grown from 120 x 120 to 150 x 150.
      expected: [[85, 45, 150, 150]],
    },
    {
      name: 'has at least a third of each side around moving boxes',
      look: { at: 'moving', boxes: [[145, 115, 10, 10]] },
      expected: [[100, 80, 100, 80]],
    },
    {
      name: 'moves the part around boxes at a border into the image',
      look: { at: 'moving', boxes: [[290, -5, 20, 10]] },
      expected: [[200, 0, 100, 80]],
    },
    {
      name: 'is the complete image if the part around moving boxes covers more than 60 %',
      look: { at: 'moving', boxes: [[10, 10, 200, 170]] },
      expected: [whole],
    },
    { name: 'is the complete image if nothing moved', look: { at: 'moving', boxes: [] }, expected: [whole] },
    {
      name: 'is the rectangle of whole pixels around a region',
      look: {
        at: 'region',
        region: [
          [0.101, 0.5],
          [0.5, 0.25],
          [0.5, 0.75],
        ],
      },
      expected: [[30, 60, 120, 120]],
    },
    {
      name: 'has at least a pixel',
      look: {
        at: 'region',
        region: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      },
      expected: [[299, 239, 1, 1]],
    },
  ];
  for (const { name, look, expected } of cases) {
    it(name, () => {
      assert.deepEqual(areasOf(look, image), expected);
    });
  }

  it('is inside the image, wherever boxes are', () => {
    for (const x of [-500, -20, 0, 150, 299, 320, 900]) {
      for (const side of [0, 1, 90, 700]) {
        const [area] = areasOf({ at: 'moving', boxes: [[x, x / 2, side, side / 2]] }, image);
        const [left, top, width, height] = area!;

        assert.ok([left, top, width, height].every(Number.isInteger), String(area));
        assert.ok(left >= 0 && top >= 0 && left + width <= 300 && top + height <= 240, String(area));
        assert.ok(isWhole(area!, image) || (width >= 100 && height >= 80), String(area));
      }
    }
  });
});

describe('regionFilter', () => {
  const lowerLeft: Look = {
    at: 'region',
    region: [
      [0, 0.5],
      [1, 1],
      [0, 1],
    ],
  };
  const upperHalf: Look = {
    at: 'region',
    region: [
      [0, 0],
      [1, 0],
      [1, 0.5],
      [0, 0.5],
    ],
  };
  const cases: { name: string; look: Look; bbox: Bbox; expected: boolean }[] = [
    { name: 'keeps a box whose bottom centre is inside', look: lowerLeft, bbox: [0, 60, 40, 120], expected: true },
    {
      name: 'removes a box whose bottom centre is outside',
      look: lowerLeft,
      bbox: [200, 140, 40, 20],
      expected: false,
    },
    { name: 'keeps a box at the bottom of image and region', look: lowerLeft, bbox: [10, 200, 40, 40], expected: true },
    { name: 'keeps a flat box at the bottom', look: lowerLeft, bbox: [10, 239.8, 40, 0.2], expected: true },
    { name: 'keeps a box that ends in the region', look: upperHalf, bbox: [50, 20, 40, 60], expected: true },
    {
      name: 'removes a box that the bottom of the region cuts',
      look: upperHalf,
      bbox: [50, 80, 40, 39],
      expected: false,
    },
    { name: 'keeps every box of another look', look: { at: 'whole' }, bbox: [200, 140, 40, 20], expected: true },
  ];
  for (const { name, look, bbox, expected } of cases) {
    it(name, () => {
      assert.equal(regionFilter(look, image)(bbox), expected);
    });
  }
});
