import assert from 'node:assert/strict';
import { openColourAssigner } from '../../../src/render/colour-assigner';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `thing ${index}`);

describe('the colour assigner', () => {
  it('assigns a label the same colour in every process', () => {
    assert.deepEqual(
      openColourAssigner().forLabels(['cat', 'dog']),
      new Map([
        ['cat', [0x2e, 0x9c, 0xaa]],
        ['dog', [0x36, 0x47, 0x97]],
      ]),
    );
  });

  it('assigns all spellings of a class one colour', () => {
    const colours = openColourAssigner().forLabels(['cat', 'Cat.', 'c\u200bat', 'dog']);

    assert.deepEqual([colours.get('Cat.'), colours.get('c\u200bat')], [colours.get('cat'), colours.get('cat')]);
    assert.notDeepEqual(colours.get('dog'), colours.get('cat'));
  });

  it('does not depend on the order of the labels', () => {
    const labels = names(15);

    assert.deepEqual(
      new Map([...openColourAssigner().forLabels(labels)].sort()),
      new Map([...openColourAssigner().forLabels(labels.reverse())].sort()),
    );
  });

  it('assigns different colours while the palette has unused ones', () => {
    const colours = openColourAssigner().forLabels(names(21));

    assert.equal(new Set([...colours.values()].map(String)).size, 21);
  });

  it('keeps the colours of earlier images when labels appear and vanish', () => {
    const assigner = openColourAssigner();
    const labels = names(30);
    const first = labels.map((label) => assigner.forLabels([label]).get(label));

    const later = assigner.forLabels(labels.reverse());

    assert.deepEqual(
      labels.reverse().map((label) => later.get(label)),
      first,
    );
  });

  it('keeps a label at the colour of its hash if other labels collide', () => {
    const alone = (label: string): string => String(openColourAssigner().forLabels([label]).get(label));
    const labels = names(12);
    const together = openColourAssigner().forLabels(labels);

    const own = new Set(labels.map(alone));
    assert.equal(labels.filter((label) => String(together.get(label)) === alone(label)).length, own.size);
  });
});

describe('palettes', () => {
  for (const { name, count, first } of [
    { name: 'default', count: 21, first: [0xa3, 0x51, 0xfb] },
    { name: 'legacy', count: 17, first: [0xa3, 0x51, 0xfb] },
    { name: 'roboflow', count: 6, first: [0xc2, 0x8d, 0xfc] },
  ] as const) {
    it(`${name} has ${count} different colours and repeats them by number`, () => {
      const assigner = openColourAssigner(name);

      const colours = assigner.forLabels(names(count));
      assert.equal(new Set([...colours.values()].map(String)).size, count);
      assert.deepEqual([assigner.forNumber(0), assigner.forNumber(count)], [first, first]);
    });
  }
});
