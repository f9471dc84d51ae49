import assert from 'node:assert/strict';
import type { Motion } from '../../../src';
import { type Gate, type GateInput, openGate } from '../../../src/motion/gate';

const GRID = { width: 160, height: 90 };
const IMAGE = { width: 1920, height: 1080 };

type Levels = (x: number, y: number) => number;

/** Vertical stripes: an image with contrast. */
const wall: Levels = (x) => 100 + 40 * Math.sin(x / 3);

/** The wall with a dark object, in pixels of the grid. */
const withObject =
  (left: number, top = 20, width = 8, height = 12): Levels =>
  (x, y) =>
    x >= left && x < left + width && y >= top && y < top + height ? 20 : wall(x, y);

const greyOf = (levels: Levels, { width, height } = GRID): GateInput['grey'] => ({
  ...{ width, height },
  data: Uint8Array.from({ length: width * height }, (_, at) => levels(at % width, Math.floor(at / width))),
});

type Frame = readonly [seconds: number, levels: Levels, rest?: Partial<GateInput>];

const motionsOf = (gate: Gate, frames: readonly Frame[]): Motion[] =>
  frames.map(
    ([seconds, levels, rest]) =>
      gate.update({ time: seconds * 1000, grey: greyOf(levels), image: IMAGE, ...rest }).motion,
  );

const reasons = (gate: Gate, frames: readonly Frame[]): string[] => motionsOf(gate, frames).map(({ why }) => why);

describe('openGate', () => {
  it('lets the first image through, and then those that differ from the last one that it let through', () => {
    const gate = openGate({ holdSeconds: 0 });
    const motions = motionsOf(gate, [
      [0, wall],
      [1, wall],
      [2, withObject(40)],
      [3, withObject(40)],
      [4, wall],
    ]);

    assert.deepEqual(motions, [
      { moved: true, why: 'first', share: 0, boxes: [], skipped: 0 },
      { moved: false, why: 'still', share: 0, boxes: [], skipped: 1 },
      { moved: true, why: 'moved', share: motions[2]!.share, boxes: [[480, 240, 96, 144]], skipped: 1 },
      { moved: false, why: 'still', share: 0, boxes: [], skipped: 2 },
      { moved: true, why: 'moved', share: motions[4]!.share, boxes: [[480, 240, 96, 144]], skipped: 2 },
    ]);
    assert.ok(Math.abs(motions[2]!.share - (8 * 12) / (160 * 90)) < 0.001);
  });

  it('lets images through for `holdSeconds` after the last movement', () => {
    const frames: Frame[] = [
      [0, wall],
      [1, withObject(40)],
      [5, withObject(40)],
      [10.9, withObject(40)],
      [11, withObject(40)],
    ];

    assert.deepEqual(reasons(openGate({ holdSeconds: 10 }), frames), ['first', 'moved', 'hold', 'hold', 'still']);
  });

  it('lets an image through `everySeconds` after the last one', () => {
    const still = [0, 30, 59, 60, 119, 120].map((seconds): Frame => [seconds, wall]);

    assert.deepEqual(reasons(openGate(), still), ['first', 'still', 'still', 'due', 'still', 'due']);
    assert.deepEqual(
      reasons(openGate({ everySeconds: 0 }), [...still, [90_000, wall]]).slice(1),
      Array(6).fill('still'),
    );
  });

  it('lets an image through that is forced', () => {
    assert.deepEqual(
      reasons(openGate({ minSeconds: 9 }), [
        [0, wall],
        [1, wall, { isForced: true }],
        [2, wall],
      ]),
      ['first', 'forced', 'still'],
    );
  });

  it('lets images through `minSeconds` apart, and remembers movement between them', () => {
    const passing: Frame[] = [
      [0, wall],
      [1, withObject(40)],
      [2, wall],
      [5, wall],
      [6, wall],
    ];
    const gate = openGate({ minSeconds: 5 });

    assert.deepEqual(reasons(gate, passing), ['first', 'still', 'still', 'hold', 'still']);
    const staying: Frame[] = [
      [0, wall],
      [1, withObject(40)],
      [2, withObject(40)],
      [5, withObject(40)],
    ];
    assert.deepEqual(reasons(openGate({ minSeconds: 5, holdSeconds: 0 }), staying), [
      'first',
      'still',
      'still',
      'moved',
    ]);
  });

  const scenes: { name: string; before: Levels; after: Levels }[] = [
    { name: 'a lamp is switched on in a dark room', before: () => 8, after: (x, y) => 60 + wall(x, y) / 2 },
    { name: 'a lamp is switched on before a wall without contrast', before: () => 10, after: () => 90 },
    { name: 'the camera is covered', before: wall, after: () => 3 },
    { name: 'the camera is covered before a wall without contrast', before: () => 100, after: () => 3 },
    { name: 'the camera shows another scene', before: wall, after: (x, y) => 120 + 60 * Math.sin(y / 4 + x / 9) },
  ];
  for (const { name, before, after } of scenes) {
    it(`lets an image through if ${name}, and the next ones not`, () => {
      const frames: Frame[] = [
        [0, before],
        [1, before],
        [2, after],
        [3, after],
        [4, after],
      ];
      const motions = motionsOf(openGate({ minSeconds: 60 }), frames);

      assert.deepEqual(
        motions.map(({ why }) => why),
        ['first', 'still', 'scene', 'still', 'still'],
      );
      assert.ok(motions[2]!.share > 0.6 && motions[2]!.share <= 1);
    });
  }

  const daylight: { name: string; light: (level: number) => number }[] = [
    { name: 'less light', light: (level) => level * 0.75 },
    { name: 'more contrast', light: (level) => 1.3 * level - 25 },
    { name: 'fog', light: (level) => 0.7 * level + 45 },
  ];
  for (const { name, light } of daylight) {
    it(`does not take ${name} for movement, and sees an object in it`, () => {
      const lit =
        (levels: Levels): Levels =>
        (x, y) =>
          light(levels(x, y));
      const gate = openGate({ holdSeconds: 0 });

      assert.deepEqual(
        reasons(gate, [
          [0, wall],
          [1, lit(wall)],
          [2, lit(withObject(40))],
        ]),
        ['first', 'still', 'moved'],
      );
    });
  }

  const corner = [
    [0.2, 0],
    [0.4, 0],
    [0.4, 0.6],
    [0.2, 0.6],
  ] as const;
  it('ignores movement in a polygon', () => {
    const gate = openGate({ holdSeconds: 0, ignore: [corner] });

    assert.deepEqual(
      reasons(gate, [
        [0, wall],
        [1, withObject(40)],
        [2, withObject(40)],
        [3, withObject(100)],
      ]),
      ['first', 'still', 'still', 'moved'],
    );
  });

  it('ignores everything if the polygons cover the image', () => {
    const all = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const;

    assert.deepEqual(
      reasons(openGate({ ignore: [all] }), [
        [0, wall],
        [1, () => 0],
        [2, () => 255],
      ]),
      ['first', 'still', 'still'],
    );
  });

  it('ignores areas below `minArea` percent of the image', () => {
    const frames: Frame[] = [
      [0, wall],
      [1, withObject(40)],
    ];

    assert.deepEqual(reasons(openGate({ minArea: 0.6 }), frames), ['first', 'moved']);
    assert.deepEqual(reasons(openGate({ minArea: 0.7 }), frames), ['first', 'still']);
  });

  it('does not take small differences of the levels for movement', () => {
    const [faint, clear] = [19, 25].map(
      (difference): Levels =>
        (x, y) =>
          wall(x, y) + (x > 40 && x < 60 ? difference : 0),
    );

    assert.deepEqual(
      reasons(openGate({ holdSeconds: 0 }), [
        [0, wall],
        [1, faint!],
        [2, wall],
        [3, clear!],
      ]),
      ['first', 'still', 'still', 'moved'],
    );
  });

  for (const { name, rest, seconds } of [
    { name: 'the images have another shape', rest: { grey: greyOf(wall, { width: 160, height: 120 }) }, seconds: 2 },
    { name: 'the image is more than a minute older', rest: {}, seconds: -60 },
  ]) {
    it(`starts again if ${name}`, () => {
      const gate = openGate();
      motionsOf(gate, [
        [0, wall],
        [1, wall],
      ]);
      const { motion, restarted } = gate.update({ time: seconds * 1000, grey: greyOf(wall), image: IMAGE, ...rest });

      assert.deepEqual([motion, restarted], [{ moved: true, why: 'first', share: 0, boxes: [], skipped: 1 }, true]);
      assert.equal(
        gate.update({ time: (seconds + 1) * 1000, grey: greyOf(wall), image: IMAGE, ...rest }).motion.why,
        'still',
      );
    });
  }

  it('takes images at equal times, a little back and a day later', () => {
    const frames: Frame[] = [
      [100, wall],
      [100, withObject(40)],
      [99, wall],
      [99, withObject(40)],
      [86_500, withObject(40)],
    ];

    assert.deepEqual(reasons(openGate({ holdSeconds: 0 }), frames), ['first', 'moved', 'moved', 'moved', 'due']);
  });

  for (const back of [1, 30, 60]) {
    it(`goes on with a clock that was set back by ${back} s`, () => {
      const gate = openGate({ holdSeconds: 3, minSeconds: 2, everySeconds: 10 });
      motionsOf(gate, [
        [100, wall],
        [103, withObject(40)],
        [104, withObject(40)],
      ]);
      const later = 104 - back;

      const why = reasons(gate, [
        [later, withObject(40)],
        [later + 1, withObject(60)],
        [later + 3, withObject(60)],
        [later + 6, withObject(60)],
        [later + 13, withObject(60)],
      ]);
      assert.deepEqual(why, ['still', 'moved', 'hold', 'still', 'due']);
    });
  }

  it('forgets all images on reset', () => {
    const gate = openGate();
    motionsOf(gate, [
      [0, wall],
      [1, wall],
    ]);
    gate.reset();

    assert.deepEqual(motionsOf(gate, [[2, wall]]), [{ moved: true, why: 'first', share: 0, boxes: [], skipped: 0 }]);
  });

  it('gives the boxes in pixels of an image of any resolution', () => {
    const gate = openGate();
    motionsOf(gate, [[0, wall]]);
    const [motion] = motionsOf(gate, [[1, withObject(40), { image: { width: 320, height: 180 } }]]);

    assert.deepEqual(motion!.boxes, [[80, 40, 16, 24]]);
  });

  it('gives the same results for the same images, and does not change them', () => {
    const frames = [0, 1, 2, 3].map((seconds): Frame => [seconds, withObject(40 + 5 * seconds)]);
    const grey = greyOf(wall);
    const copy = Buffer.from(grey.data);
    openGate().update({ time: 0, grey, image: IMAGE });

    assert.deepEqual(motionsOf(openGate(), frames), motionsOf(openGate(), frames));
    assert.deepEqual(Buffer.from(grey.data), copy);
  });

  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [1, 480],
  ] as const) {
    it(`sees that an image of ${width} x ${height} changes`, () => {
      const gate = openGate({ holdSeconds: 0 });
      const update = (level: number, seconds: number): string =>
        gate.update({ time: seconds * 1000, grey: greyOf(() => level, { width, height }), image: { width, height } })
          .motion.why;

      assert.deepEqual([update(20, 0), update(21, 1), update(200, 2)], ['first', 'still', 'scene']);
    });
  }

  for (const { name, input, message } of [
    {
      name: 'a time that is not a number',
      input: { time: Number.NaN },
      message: /^time must be a number of milliseconds/,
    },
    { name: 'an image without pixels', input: { image: { width: 0, height: 0 } }, message: /^image must be a size/ },
    {
      name: 'pixels of another size',
      input: { grey: { ...GRID, data: new Uint8Array(7) } },
      message: /^grey\.data must be 160 x 90 bytes/,
    },
  ]) {
    it(`refuses ${name}`, () => {
      assert.throws(() => openGate().update({ time: 0, grey: greyOf(wall), image: IMAGE, ...input }), {
        code: 'INVALID_INPUT',
        message,
      });
    });
  }
});
