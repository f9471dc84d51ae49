import assert from 'node:assert/strict';
import { maskArea } from '../../../src/geometry/mask';
import { type CleanUp, cleanUpDefaults, cleanUpMasks } from '../../../src/masks/clean-up';
import { drawnMask, fullMask, randomMasks, rowsOf } from '../../support/masks';

interface Drawn {
  readonly label?: string;
  readonly score?: number;
  readonly rows: readonly string[];
}

/** Cleans up masks drawn in one image. Returns the remaining ones and their indices. */
function cleaned(settings: Partial<CleanUp>, ...drawn: readonly Drawn[]): { name: number; rows: string[] }[] {
  const { size } = fullMask(drawn[0]!.rows);
  const masks = drawn.map(({ label = 'cat', score = 0.5, rows }, name) => {
    const mask = drawnMask(...rows);
    return { name, label, score, mask, area: maskArea(mask) };
  });
  return cleanUpMasks(masks, { ...cleanUpDefaults, ...settings }, size).map(({ name, mask, area }) => {
    assert.equal(area, maskArea(mask));
    return { name, rows: rowsOf(mask, size) };
  });
}

describe('cleanUpMasks', () => {
  const cases: { name: string; settings: Partial<CleanUp>; rows: string[]; expected: string[] }[] = [
    {
      name: 'changes nothing by default',
      settings: {},
      rows: ['#.#.', '..##', '#.#.'],
      expected: ['#.#.', '..##', '#.#.'],
    },
    {
      name: 'fills holes up to `fillHoles` pixels, and no larger ones',
      settings: { fillHoles: 1 },
      rows: ['#######', '#.##..#', '#######'],
      expected: ['#######', '####..#', '#######'],
    },
    {
      name: 'fills holes of exactly `fillHoles` pixels',
      settings: { fillHoles: 2 },
      rows: ['######', '#.##.#', '#.####', '######'],
      expected: ['######', '######', '######', '######'],
    },
    {
      name: 'fills neither a bay nor background at the border of the image',
      settings: { fillHoles: 9 },
      rows: ['##.##', '#...#', '##.##', '.###.'],
      expected: ['##.##', '#...#', '##.##', '.###.'],
    },
    {
      name: 'fills a hole that touches the outside only at a corner',
      settings: { fillHoles: 1 },
      rows: ['###.', '#.#.', '##..'],
      expected: ['###.', '###.', '##..'],
    },
    {
      name: 'removes components with fewer than `minArea` pixels',
      settings: { minArea: 3 },
      rows: ['##...#', '......', '###...', '....##', '....#.'],
      expected: ['......', '......', '###...', '....##', '....#.'],
    },
    {
      name: 'separates components that touch only at a corner',
      settings: { minArea: 2 },
      rows: ['##.', '..#', '...'],
      expected: ['##.', '...', '...'],
    },
    {
      name: 'returns an empty mask if all components are too small',
      settings: { minArea: 3, largestPart: true, fillHoles: 3, grow: 2 },
      rows: ['##...', '...#.'],
      expected: ['.....', '.....'],
    },
    {
      name: 'keeps the largest component, of equal ones the topmost',
      settings: { largestPart: true },
      rows: ['#....', '..##.', '.....', '##...'],
      expected: ['.....', '..##.', '.....', '.....'],
    },
    {
      name: 'fills holes first, so that a ring counts with its hole',
      settings: { fillHoles: 1, largestPart: true },
      rows: ['###.....', '#.#.....', '###.####', '....####'],
      expected: ['###.....', '###.....', '###.....', '........'],
    },
    {
      name: 'grows last, after specks are removed',
      settings: { minArea: 2, grow: 1 },
      rows: ['#.....', '......', '...##.', '......'],
      expected: ['......', '...##.', '..####', '...##.'],
    },
    {
      name: 'shrinks by a negative `grow`',
      settings: { grow: -1 },
      rows: ['.....', '.###.', '.###.', '.###.', '.....'],
      expected: ['.....', '.....', '..#..', '.....', '.....'],
    },
  ];
  for (const { name, settings, rows, expected } of cases) {
    it(name, () => assert.deepEqual(cleaned(settings, { rows }), [{ name: 0, rows: expected }]));
  }

  it('does not change its input', () => {
    const masks = randomMasks(40, 3).map(({ mask }) => mask);
    const before = masks.map(({ data }) => Buffer.from(data));
    const scored = masks.map((mask, at) => ({ label: 'cat', score: at / 40, mask, area: maskArea(mask) }));
    const settings = { ...cleanUpDefaults, fillHoles: 3, minArea: 4, grow: 1, overlaps: 'score' } as const;
    cleanUpMasks(scored, settings, { width: 24, height: 24 });

    assert.deepEqual(
      masks.map(({ data }) => data),
      before,
    );
  });
});

describe('pixels that several masks share', () => {
  const large = { score: 0.9, rows: ['####.', '####.', '.....'] };
  const small = { score: 0.3, rows: ['..###', '.....', '.....'] };

  it('stay in all of them by default', () => {
    assert.deepEqual(
      cleaned({}, large, small).map(({ rows }) => rows),
      [large.rows, small.rows],
    );
  });

  it('stay in the mask with the better score', () => {
    assert.deepEqual(
      cleaned({ overlaps: 'score' }, small, large).map(({ rows }) => rows),
      [['....#', '.....', '.....'], large.rows],
    );
  });

  it('stay in the smaller mask', () => {
    assert.deepEqual(
      cleaned({ overlaps: 'smaller' }, large, small).map(({ rows }) => rows),
      [['##...', '####.', '.....'], small.rows],
    );
  });

  it('stay in the earlier of equal masks, and the later may become empty', () => {
    const same = { rows: ['##.', '...'] };
    for (const overlaps of ['score', 'smaller'] as const) {
      assert.deepEqual(
        cleaned({ overlaps }, same, same).map(({ rows }) => rows),
        [same.rows, ['...', '...']],
      );
    }
  });

  it('belong to exactly one mask afterwards, which had them before', () => {
    const size = { width: 24, height: 24 };
    const masks = randomMasks(12, 5).map(({ mask }, at) => ({
      label: 'cat',
      score: (at % 5) / 5,
      mask,
      area: maskArea(mask),
    }));
    for (const overlaps of ['score', 'smaller'] as const) {
      const left = cleanUpMasks(masks, { ...cleanUpDefaults, overlaps }, size).map(({ mask }) =>
        rowsOf(mask, size).join(''),
      );
      const before = masks.map(({ mask }) => rowsOf(mask, size).join(''));
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

  it('are removed within a class: the better score stays, in the order of the input', () => {
    assert.deepEqual(names({ duplicates: 'class' }, dog, cat, better, paw, apart), [1, 2, 3, 4]);
  });

  it('are removed across classes with `agnostic`', () => {
    assert.deepEqual(names({ duplicates: 'agnostic' }, dog, cat, better, paw, apart), [1, 3, 4]);
  });

  it('overlap by more than `duplicateOverlap`', () => {
    // 7 of 8 pixels.
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.875 }, dog, better), [0, 1]);
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.874 }, dog, better), [1]);
  });

  it('are measured by the smaller mask with `ios`', () => {
    assert.deepEqual(names({ duplicates: 'class', duplicateMetric: 'ios' }, dog, paw, apart), [0, 2]);
  });

  it('are the later ones of equal scores', () => {
    assert.deepEqual(names({ duplicates: 'class' }, dog, dog, dog), [0]);
  });

  it('are found across spellings of a class', () => {
    const strasse = { ...dog, label: 'STRASSE' };

    assert.deepEqual(names({ duplicates: 'class' }, { ...dog, label: 'straße' }, strasse, dog), [0, 2]);
  });

  it('are compared after the other steps', () => {
    const speckled = { ...dog, rows: ['####.#', '####.#'] };

    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.9 }, dog, speckled), [0, 1]);
    assert.deepEqual(names({ duplicates: 'class', duplicateOverlap: 0.9, largestPart: true }, dog, speckled), [0]);
  });

  it('are removed before overlaps are resolved', () => {
    const [first, ...others] = cleaned({ duplicates: 'class', overlaps: 'smaller' }, { ...better, score: 0.9 }, dog);

    assert.deepEqual([first!.rows, others], [better.rows, []]);
  });

  it('are never empty masks', () => {
    const nothing = { rows: ['......', '......'] };

    assert.deepEqual(names({ duplicates: 'agnostic', duplicateOverlap: 0 }, nothing, nothing, dog), [0, 1, 2]);
  });
});
