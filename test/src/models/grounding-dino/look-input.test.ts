import assert from 'node:assert/strict';
import type { Look } from '../../../../src/models/grounding-dino/look';
import { boxList, checkLook, polygonFrom } from '../../../../src/models/grounding-dino/look-input';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
const bowTie = [
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
];
const grid = { columns: 2, rows: 2 };

describe('polygonFrom', () => {
  it('reads a polygon', () => {
    assert.deepEqual(polygonFrom(JSON.stringify(square)), square);
  });

  for (const [name, value] of [
    ['edges that cross', bowTie],
    [
      'a polygon without an area',
      [
        [0, 0],
        [0.5, 0.5],
        [1, 1],
      ],
    ],
    [
      'corners that are all the same',
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
    ['a text that is not a region', 'everything'],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.equal(polygonFrom(value), undefined);
    });
  }
});

describe('checkLook', () => {
  for (const look of [
    { at: 'whole' },
    { at: 'tiles', grid, overlap: 0 },
    { at: 'moving', boxes: [] },
    { at: 'moving', boxes: [[0, 0, 1, 1]] },
    { at: 'region', region: square },
  ]) {
    it(`takes ${JSON.stringify(look)}`, () => {
      checkLook(look as Look);
    });
  }

  const refused: readonly { readonly look: object; readonly message: RegExp }[] = [
    { look: {}, message: /^look\.at must be one of whole, tiles, moving, region, got undefined$/ },
    { look: { at: 'corners' }, message: /^look\.at must be .*, got "corners"$/ },
    {
      look: { at: 'tiles', overlap: 0 },
      message: /^look\.grid must be columns x rows of tiles, such as 2x2, each from 1 to 8/,
    },
    { look: { at: 'tiles', grid: { columns: 9, rows: 1 }, overlap: 0 }, message: /^look\.grid must be/ },
    { look: { at: 'tiles', grid, overlap: 1 }, message: /^look\.overlap must be a number from 0 to 0\.9, got 1$/ },
    { look: { at: 'tiles', grid, overlap: Number.NaN }, message: /^look\.overlap must be/ },
    {
      look: { at: 'moving' },
      message: /^look\.boxes must be a list of boxes \[x, y, width, height\] in pixels, got undefined$/,
    },
    {
      look: { at: 'region', region: bowTie },
      message: /^look\.region must be the corners of a polygon in shares of the image/,
    },
  ];
  for (const { look, message } of refused) {
    it(`refuses ${JSON.stringify(look)}`, () => {
      assert.throws(() => checkLook(look as Look), { code: 'INVALID_INPUT', message });
    });
  }
});

describe('boxList', () => {
  it('reads boxes', () => {
    assert.deepEqual(boxList('boxes', [[-1, 2.5, 0, 4]]), [[-1, 2.5, 0, 4]]);
  });

  for (const [name, value] of [
    ['another value', { length: 0 }],
    ['a box of three numbers', [[0, 0, 1]]],
    ['a box with a negative side', [[0, 0, -1, 1]]],
    ['a box with NaN', [[0, 0, Number.NaN, 1]]],
    ['a box whose end is not finite', [[1e308, 0, 1e308, 1]]],
    ['a box of texts', [['0', '0', '1', '1']]],
    ['a hole in the list', Object.assign([[0, 0, 1, 1]], { 2: [0, 0, 1, 1] })],
    ['a hole in a box', [Object.assign([0, 0, 1], { 4: 1 })]],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => boxList('msg.motion.boxes', value), {
        code: 'INVALID_INPUT',
        message: /^msg\.motion\.boxes must be/,
      });
    });
  }
});
