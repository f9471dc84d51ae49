import assert from 'node:assert/strict';
import type { ErrorCode, VisionError } from '../../../src/errors';
import { type ZoneInput, zoneRowsFrom } from '../../../src/zones/zone-row';

const square = '0.2,0.2,0.8,0.2,0.8,0.8,0.2,0.8';
const zone = { name: 'yard', points: square };
const line = { name: 'gate', kind: 'line', points: '0.5,0,0.5,1' };

const refused = (rows: unknown): VisionError => {
  try {
    zoneRowsFrom(rows as ZoneInput[]);
  } catch (error) {
    return error as VisionError;
  }
  throw new Error('not refused');
};

describe('zones and lines', () => {
  it('have defaults, and settings as a dialog saves them', () => {
    const [row] = zoneRowsFrom([
      {
        ...zone,
        name: ' yard ',
        labels: 'Car, small  truck,',
        overlap: '0.3',
        enterSeconds: '2',
        dwellSeconds: '300, 60 60',
      },
    ]);

    assert.deepEqual(row, {
      ...{ name: 'yard', kind: 'zone', camera: '', anchor: 'bottom', overlap: 0.3, enterSeconds: 2, exitSeconds: 1 },
      points: [
        [0.2, 0.2],
        [0.8, 0.2],
        [0.8, 0.8],
        [0.2, 0.8],
      ],
      labels: new Set(['car', 'small truck']),
      dwellSeconds: [60, 300],
    });
  });

  it('may have the same name on different cameras', () => {
    assert.equal(
      zoneRowsFrom([
        { ...zone, camera: 'a' },
        { ...zone, camera: 'b' },
      ] as ZoneInput[]).length,
      2,
    );
  });

  for (const { name, rows, says } of [
    { name: 'no object', rows: [7], says: /^Zone 1 must be an object, got 7/ },
    { name: 'no name', rows: [{ points: square }], says: /^Zone 1: name must be a text/ },
    {
      name: 'the same name twice',
      rows: [zone, { ...line, name: 'yard' }],
      says: /^Zone "yard": another zone or line/,
    },
    {
      name: 'the same name on all cameras and on one',
      rows: [zone, { ...zone, camera: 'a' }],
      says: /^Zone "yard": another/,
    },
    { name: 'an unknown kind', rows: [{ ...zone, kind: 'circle' }], says: /kind must be zone or line, got "circle"/ },
    { name: 'no points', rows: [{ name: 'yard' }], says: /points must be 3 to 64 points .*, got undefined/ },
    {
      name: 'two corners',
      rows: [
        {
          ...zone,
          points: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
      says: /points must be 3 to 64 points/,
    },
    { name: '65 corners', rows: [{ ...zone, points: Array(65).fill([0.1, 0.1]) }], says: /got an array of 65/ },
    { name: 'a line of one point', rows: [{ ...line, points: [[0, 0]] }], says: /points must be 2 to 16 points/ },
    {
      name: 'pixels',
      rows: [
        {
          ...zone,
          points: [
            [10, 10],
            [200, 10],
            [200, 90],
          ],
        },
      ],
      says: /got \[10, 10\]. Divide pixels/,
    },
    {
      name: 'a number that is not finite',
      rows: [
        {
          ...zone,
          points: [
            [0, 0],
            [1, 0],
            [Number.NaN, 1],
          ],
        },
      ],
      says: /points must be/,
    },
    {
      name: 'a hole in the points',
      rows: [{ ...zone, points: [[0, 0], undefined, [1, 0], [1, 1]] }],
      says: /got undefined/,
    },
    {
      name: 'sides that cross',
      rows: [{ ...zone, points: '0.2,0.2,0.8,0.8,0.8,0.2,0.2,0.8' }],
      says: /sides that cross/,
    },
    {
      name: 'a line that crosses itself',
      rows: [{ ...line, points: '0,0.5,1,0.5,1,1,0.5,0' }],
      says: /sides that cross/,
    },
    {
      name: 'corners at one place',
      rows: [{ ...zone, points: Array(3).fill([0.5, 0.5]) }],
      says: /all at one place, or on one line/,
    },
    {
      name: 'corners on one line',
      rows: [{ ...zone, points: '0,0,0.5,0.5,1,1' }],
      says: /all at one place, or on one line/,
    },
    { name: 'a line without length', rows: [{ ...line, points: '0.5,0.5,0.5,0.5' }], says: /all at one place/ },
    {
      name: 'a line that overlaps decide',
      rows: [{ ...line, anchor: 'overlap' }],
      says: /anchor must be bottom or centre for a line/,
    },
    {
      name: 'an overlap of 0',
      rows: [{ ...zone, overlap: 0 }],
      says: /overlap must be a number above 0, at most 1, got 0/,
    },
    {
      name: 'a negative time',
      rows: [{ ...zone, exitSeconds: -1 }],
      says: /exitSeconds must be a number of seconds from 0 up/,
    },
    {
      name: 'a time that is text',
      rows: [{ ...zone, enterSeconds: 'soon' }],
      says: /enterSeconds must be .*, got "soon"/,
    },
    {
      name: 'stays that are text',
      rows: [{ ...zone, dwellSeconds: '60, long' }],
      says: /dwellSeconds must be empty, or seconds/,
    },
    {
      name: 'labels that are not a text',
      rows: [{ ...zone, labels: [1] }],
      says: /labels must be labels, separated by commas/,
    },
    { name: 'a camera that is not a text', rows: [{ ...zone, camera: 7 }], says: /camera must be a text, got 7/ },
    {
      name: 'too many rows',
      rows: Array.from({ length: 201 }, (_, n) => ({ ...zone, name: `${n}` })),
      says: /at most 200/,
    },
  ]) {
    it(`are refused with ${name}`, () => {
      const { code, message } = refused(rows);

      assert.equal(code, 'BAD_ZONES' satisfies ErrorCode);
      assert.match(message, says);
    });
  }
});
