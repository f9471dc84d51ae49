import assert from 'node:assert/strict';
import { areasOf, solidPixels } from '../../../src/motion/areas';

/** Pixels from rows in which `#` is 1. */
function pixels(rows: readonly string[]) {
  const grid = { width: rows[0]!.length, height: rows.length };
  return { grid, data: Uint8Array.from([...rows.join('')].map((sign) => (sign === '#' ? 1 : 0))) };
}

const rowsOf = (data: Uint8Array, width: number): string[] =>
  Array.from({ length: data.length / width }, (_, row) =>
    [...data.subarray(row * width, (row + 1) * width)].map((one) => (one ? '#' : '.')).join(''),
  );

describe('solidPixels', () => {
  const cases: { name: string; changed: string[]; solid: string[] }[] = [
    { name: 'removes a single pixel', changed: ['.....', '..#..', '.....'], solid: ['.....', '.....', '.....'] },
    {
      name: 'removes a line',
      changed: ['......', '......', '######', '......', '......'],
      solid: ['......', '......', '......', '......', '......'],
    },
    {
      name: 'closes a gap of one pixel',
      changed: ['........', '.######.', '.######.', '........', '.######.', '.######.', '........'],
      solid: ['..####..', '..####..', '..####..', '.######.', '..####..', '..####..', '..####..'],
    },
    { name: 'keeps an image that changed completely', changed: ['###', '###', '###'], solid: ['###', '###', '###'] },
    { name: 'keeps a changed pixel without neighbours', changed: ['#'], solid: ['#'] },
    { name: 'keeps nothing of an image that did not change', changed: ['...', '...'], solid: ['...', '...'] },
  ];
  for (const { name, changed, solid } of cases) {
    it(name, () => {
      const { data, grid } = pixels(changed);

      assert.deepEqual(rowsOf(solidPixels(data, grid), grid.width), solid);
    });
  }
});

describe('areasOf', () => {
  const { data, grid } = pixels(['##....#', '##...##', '.......', '#.....#']);

  it('joins pixels that touch at an edge or a corner, and gives the largest area first', () => {
    assert.deepEqual(areasOf(data, grid, 1).areas, [
      { pixels: 4, left: 0, top: 0, right: 2, bottom: 2 },
      { pixels: 3, left: 5, top: 0, right: 7, bottom: 2 },
      { pixels: 1, left: 0, top: 3, right: 1, bottom: 4 },
      { pixels: 1, left: 6, top: 3, right: 7, bottom: 4 },
    ]);
  });

  it('leaves out areas with fewer pixels, also in the map of all areas', () => {
    const { areas, isInArea } = areasOf(data, grid, 4);

    assert.equal(areas.length, 1);
    assert.deepEqual(rowsOf(isInArea, grid.width), ['##.....', '##.....', '.......', '.......']);
  });
});
