import assert from 'node:assert/strict';
import { colourAssigner } from '../../../src/render/colour-assigner';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `thing ${index}`);

describe('the colour assigner', () => {
  it('assigns a class the same colour in every process', () => {
    const { forLabel } = colourAssigner();

    assert.deepEqual(['cat', 'dog', 'person'].map(forLabel), [
      [0x2e, 0x9c, 0xaa],
      [0x36, 0x47, 0x97],
      [0x80, 0x51, 0x50],
    ]);
  });

  it('assigns a class the same colour whatever other classes there are', () => {
    const colours = names(30).map((label) => colourAssigner().forLabel(label));
    const { forLabel } = colourAssigner();

    assert.deepEqual(names(30).reverse().map(forLabel), colours.reverse());
  });

  it('assigns all spellings of a class one colour', () => {
    const { forLabel } = colourAssigner();

    for (const label of ['Cat.', 'c\u200bat', ' CAT ']) assert.deepEqual(forLabel(label), forLabel('cat'));
    assert.notDeepEqual(forLabel('dog'), forLabel('cat'));
  });

  it('seldom assigns two common classes one colour', () => {
    const common = ['person', 'car', 'truck', 'bus', 'bicycle', 'cat', 'dog', 'bird'];

    assert.equal(new Set(common.map((label) => String(colourAssigner().forLabel(label)))).size, common.length);
  });

  for (const { label, rgb } of [
    { label: 'red circle', rgb: [0xff, 0x40, 0x40] },
    { label: 'Red', rgb: [0xff, 0x40, 0x40] },
    { label: 'a red-haired woman', rgb: [0xff, 0x40, 0x40] },
    { label: 'the yellow star.', rgb: [0xff, 0xe1, 0x19] },
    { label: 'GRAY CAR', rgb: [0x80, 0x80, 0x80] },
    { label: 'grey car', rgb: [0x80, 0x80, 0x80] },
    { label: 'cyan star', rgb: [0, 0xe5, 0xff] },
    { label: 'dark blue car', rgb: [0x13, 0x3a, 0x99] },
    { label: 'light-green leaf', rgb: [0x76, 0xc0, 0x8c] },
    { label: 'lightgreen leaf', rgb: [0x76, 0xc0, 0x8c] },
  ] as const) {
    it(`gives "${label}" the colour that its name begins with`, () => {
      for (const palette of ['default', 'legacy', 'roboflow'] as const)
        assert.deepEqual(colourAssigner(palette).forLabel(label), rgb);
    });
  }

  it('finds names of colours only as complete words at the beginning', () => {
    const { forLabel } = colourAssigner();
    const red = forLabel('red');

    for (const label of ['redwood tree', 'circle red', 'infrared camera', 'red2', 'dark car', 'a'])
      assert.notDeepEqual(forLabel(label), red);
    assert.notDeepEqual(forLabel('tangerine'), forLabel('tan'));
  });
});

describe('palettes', () => {
  for (const { name, count, first } of [
    { name: 'default', count: 21, first: [0xa3, 0x51, 0xfb] },
    { name: 'legacy', count: 17, first: [0xa3, 0x51, 0xfb] },
    { name: 'roboflow', count: 6, first: [0xc2, 0x8d, 0xfc] },
  ] as const) {
    it(`${name} has ${count} different colours and repeats them by number`, () => {
      const { forNumber } = colourAssigner(name);

      const colours = Array.from({ length: count }, (_, index) => String(forNumber(index)));
      assert.equal(new Set(colours).size, count);
      assert.deepEqual([forNumber(0), forNumber(count)], [first, first]);
    });

    it(`${name} has four shades of each colour for classes`, () => {
      const colours = names(2000).map((label) => String(colourAssigner(name).forLabel(label)));

      assert.equal(new Set(colours).size, 4 * count);
    });
  }
});
