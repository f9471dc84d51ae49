import assert from 'node:assert/strict';
import { maskArea } from '../../../src/geometry/mask';
import { type CleanUp, cleanUpDefaults, cleanUpMasks } from '../../../src/masks/clean-up';
import { drawnMask, fullMask, randomMasks, rowsOf } from '../../support/masks';

interface Drawn {
  readonly label?: string;
  readonly score?: number;
  readonly rows: readonly string[];
}

/** What is left of masks drawn in one image, and which they are. */
function cleaned(settings: Partial<CleanUp>, ...drawn: readonly Drawn[]): { name: number; rows: string[] }[] {
  const { size } = fullMask(drawn[0]!.rows);
  const found = drawn.map(({ label = 'cat', score = 0.5, rows }, name) => {
    const mask = drawnMask(...rows);
    return { name, label, score, mask, area: maskArea(mask) };
  });
  return cleanUpMasks(found, { ...cleanUpDefaults, ...settings }, size).map(({ name, mask, area }) => {
    assert.equal(area, maskArea(mask));
    return { name, rows: rowsOf(mask, size) };
  });
}

describe('the clean-up of a mask', () => {
  const cases: { name: string; settings: Partial<CleanUp>; rows: string[]; expected: string[] }[] = [
    {
      name: 'leaves it alone by default',
      settings: {},
      rows: ['#.#.', '..##', '#.#.'],
      expected: ['#.#.', '..##', '#.#.'],
    },
    {
      name: 'fills holes up to their size, and no larger one',
      settings: { fillHoles: 1 },
      rows: ['#######', '#.##..#', '#######'],
      expected: ['#######', '####..#', '#######'],
    },
    {
      name: 'fills holes of exactly that size',
      settings: { fillHoles: 2 },
      rows: ['######', '#.##.#', '#.####', '######'],
      expected: ['######', '######', '######', '######'],
    },
    {
      name: 'takes no bay for a hole, nor what the border of the image cuts off',
      settings: { fillHoles: 9 },
      rows: ['##.##', '#...#', '##.##', '.###.'],
      expected: ['##.##', '#...#', '##.##', '.###.'],
    },
    {
      name: 'takes for a hole what meets the outside at a corner only',
      settings: { fillHoles: 1 },
      rows: ['###.', '#.#.', '##..'],
      expected: ['###.', '###.', '##..'],
    },
    {
      name: 'removes parts of fewer pixels than the minimum area',
      settings: { minArea: 3 },
      rows: ['##...#', '......', '###...', '....##', '....#.'],
      expected: ['......', '......', '###...', '....##', '....#.'],
    },
    {
      name: 'counts what touches at a corner as another part',
      settings: { minArea: 2 },
      rows: ['##.', '..#', '...'],
      expected: ['##.', '...', '...'],
    },
    {
      name: 'leaves an empty mask where all parts are too small',
      settings: { minArea: 3, largestPart: true, fillHoles: 3, grow: 2 },
      rows: ['##...', '...#.'],
      expected: ['.....', '.....'],
    },
    {
      name: 'keeps the largest part, of equals the topmost',
      settings: { largestPart: true },
      rows: ['#....', '..##.', '.....', '##...'],
      expected: ['.....', '..##.', '.....', '.....'],
    },
    {
      name: 'fills first, so that a ring counts with its hole',
      settings: { fillHoles: 1, largestPart: true },
      rows: ['###.....', '#.#.....', '###.####', '....####'],
      expected: ['###.....', '###.....', '###.....', '........'],
    },
    {
      name: 'grows last, so that specks are gone before',
      settings: { minArea: 2, grow: 1 },
      rows: ['#.....', '......', '...##.', '......'],
      expected: ['......', '...##.', '..####', '...##.'],
    },
    {
      name: 'shrinks',
      settings: { grow: -1 },
      rows: ['.....', '.###.', '.###.', '.###.', '.....'],
      expected: ['.....', '.....', '..#..', '.....', '.....'],
    },
  ];
  for (const { name, settings, rows, expected } of cases) {
    it(name, () => assert.deepEqual(cleaned(settings, { rows }), [{ name: 0, rows: expected }]));
  }

  it('writes to no mask that came in', () => {
    const masks = randomMasks(40, 3).map(({ mask }) => mask);
    const before = masks.map(({ data }) => Buffer.from(data));
    const found = masks.map((mask, at) => ({ label: 'cat', score: at / 40, mask, area: maskArea(mask) }));
    const settings = { ...cleanUpDefaults, fillHoles: 3, minArea: 4, grow: 1, overlaps: 'score' } as const;
    cleanUpMasks(found, settings, { width: 24, height: 24 });

    assert.deepEqual(
      masks.map(({ data }) => data),
      before,
    );
  });
});

describe('pixels that several masks have', () => {
  const large = { score: 0.9, rows: ['####.', '####.', '.....'] };
  const small = { score: 0.3, rows: ['..###', '.....', '.....'] };

  it('stay with all of them by default', () => {
    assert.deepEqual(
      cleaned({}, large, small).map(({ rows }) => rows),
      [large.rows, small.rows],
    );
  });

  it('go to the better score', () => {
    assert.deepEqual(
      cleaned({ overlaps: 'score' }, small, large).map(({ rows }) => rows),
      [['....#', '.....', '.....'], large.rows],
    );
  });

  it('go to the smaller mask', () => {
    assert.deepEqual(
      cleaned({ overlaps: 'smaller' }, large, small).map(({ rows }) => rows),
      [['##...', '####.', '.....'], small.rows],
    );
  });

  it('go to the earlier of equals, which may leave nothing', () => {
    const same = { rows: ['##.', '...'] };
    for (const overlaps of ['score', 'smaller'] as const) {
      assert.deepEqual(
        cleaned({ overlaps }, same, same).map(({ rows }) => rows),
        [same.rows, ['...', '...']],
      );
    }
  });

  it('belong to one mask afterwards, and to one of those that had them', () => {
    const size = { width: 24, height: 24 };
    const found = randomMasks(12, 5).map(({ mask }, at) => ({
      label: 'cat',
      score: (at % 5) / 5,
      mask,
      area: maskArea(mask),
    }));
    for (const overlaps of ['score', 'smaller'] as const) {
      const left = cleanUpMasks(found, { ...cleanUpDefaults, overlaps }, size).map(({ mask }) =>
        rowsOf(mask, size).join(''),
      );
      const before = found.map(({ mask }) => rowsOf(mask, size).join(''));
      for (let at = 0; at < size.width * size.height; at++) {
        const had = before.filter((pixels) => pixels[at] === '#').length;
        assert.equal(left.filter((pixels) => pixels[at] === '#').length, Math.min(had, 1));
      }
      left.forEach((pixels, index) => {
        for (let at = 0; at < pixels.length; at++) assert.ok(pixels[at] === '.' || before[index]![at] === '#');
      });
    }
  });
});

describe('duplicates', () => {
  const dog = { label: 'dog', score: 0.4, rows: ['####..', '####..'] };
  const cat = { label: 'cat', score: 0.8, rows: ['####..', '###...'] };
  const better = { label: 'dog', score: 0.6, rows: ['####..', '.###..'] };
  const paw = { label: 'dog', score: 0.2, rows: ['##....', '......'] };
  const apart = { label: 'dog', score: 0.1, rows: ['.....#', '.....#'] };
  const names = (settings: Partial<CleanUp>, ...drawn: Drawn[]): number[] =>
    cleaned(settings, ...drawn).map(({ name }) => name);

  it('stay by default', () => {
    assert.deepEqual(names({}, dog, dog), [0, 1]);
  });

  it('go within a class; the better score stays, in its place', () => {
    assert.deepEqual(names({ duplicates: 'class' }, dog, cat, better, paw, apart), [1, 2, 3, 4]);
  });

  it('go across classes', () => {
    assert.deepEqual(names({ duplicates: 'agnostic' }, dog, cat, better, paw, apart), [1, 3, 4]);
  });

  it('are those that overlap by more than was said', () => {
    // 7 of 8 pixels.
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.875 }, dog, better), [0, 1]);
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.874 }, dog, better), [1]);
  });

  it('are measured by the smaller mask where containment counts', () => {
    assert.deepEqual(names({ duplicates: 'class', duplicateMetric: 'ios' }, dog, paw, apart), [0, 2]);
  });

  it('among equals are the later ones', () => {
    assert.deepEqual(names({ duplicates: 'class' }, dog, dog, dog), [0]);
  });

  it('are looked for in the cleaned masks', () => {
    const speckled = { ...dog, rows: ['####.#', '####.#'] };

    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.9 }, dog, speckled), [0, 1]);
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.9, largestPart: true }, dog, speckled), [0]);
  });

  it('are gone before pixels are shared out', () => {
    const [first, ...others] = cleaned({ duplicates: 'class', overlaps: 'smaller' }, { ...better, score: 0.9 }, dog);

    assert.deepEqual([first!.rows, others], [better.rows, []]);
  });

  it('are no empty masks', () => {
    const nothing = { rows: ['......', '......'] };

    assert.deepEqual(names({ duplicates: 'agnostic', duplicateOverlap: 0 }, nothing, nothing, dog), [0, 1, 2]);
  });
});
