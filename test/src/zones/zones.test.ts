import assert from 'node:assert/strict';
import type { Bbox, Detection, Mask, Track, VisionEvent } from '../../../src/contract';
import { addCrossing, lineCount } from '../../../src/zones/zone-counts';
import type { ZoneInput } from '../../../src/zones/zone-row';
import { openZones, type ZonesOptions } from '../../../src/zones/zones';
import type { ZonesInput, ZonesResult } from '../../../src/zones/zones-step';
import { random } from '../../support/random';

const START = Date.UTC(2026, 0, 1);
const image = { width: 1000, height: 1000 };

/** The right half of the image, without its margins. Objects are 100 pixels large: 5 pixels are inside, 10 outside. */
const right: ZoneInput = { name: 'right', points: '0.5,0.2,0.9,0.2,0.9,0.9,0.5,0.9' };
/** Downwards, so that its left is at the right of the image: from there, the direction is "in". */
const middle: ZoneInput = { name: 'middle', kind: 'line', points: '0.5,0.1,0.5,0.9' };

/** Where an object is at a time: the middle of the lower side of its box. */
type Place = readonly [seconds: number, x: number, y?: number];

const boxAt = (x: number, y: number): Bbox => [x - 50, y - 100, 100, 100];
const timeOf = (seconds: number): number => START + Math.round(seconds * 1000);

/** A track as object-tracker writes it, which was first seen at the first place. */
function trackAt(places: readonly Place[], index: number, more: Partial<Track> = {}): Track {
  const [seconds, x, y = 500] = places[index]!;
  return {
    ...{ id: `yard-${more.trackId ?? 1}`, trackId: 1, label: 'person', score: 0.5, bbox: boxAt(x, y), seen: true },
    ...{ firstSeen: timeOf(places[0]![0]), lastSeen: timeOf(seconds), seconds, still: false, velocity: [0, 0] },
    path: places.slice(0, index + 1).map(([at, px, py = 500]) => [px, py, timeOf(at)] as const),
    ...more,
  };
}

const seenAt = (track: Track): Detection => ({
  label: track.label,
  score: 0.5,
  bbox: track.bbox,
  trackId: track.trackId,
});

/** One object that takes this way, in messages with its track. */
const way = (places: readonly Place[], more: Partial<Track> = {}): ZonesInput[] =>
  places.map(([seconds], index) => {
    const track = trackAt(places, index, more);
    return { time: timeOf(seconds), image, tracks: [track], detections: [seenAt(track)] };
  });

/** The object is gone. */
const gone = (seconds: number): ZonesInput => ({ time: timeOf(seconds), image, tracks: [], detections: [] });

const run = (zones: readonly ZoneInput[], inputs: readonly ZonesInput[], options: ZonesOptions = {}): ZonesResult[] => {
  const opened = openZones('yard', zones, options);
  return inputs.map((input) => opened.update(input));
};

const eventsIn = (results: readonly ZonesResult[]): VisionEvent[] => results.flatMap(({ events }) => events);

const seconds = ({ time }: VisionEvent): number => (time - START) / 1000;

const factsIn = (results: readonly ZonesResult[]): string[] =>
  eventsIn(results).map((event) =>
    [event.type, event.zone, event.direction, event.how, seconds(event)].filter((part) => part !== undefined).join(' '),
  );

/** Places from x `from` to `to`, a picture each `step` seconds. */
const walk = (from: number, to: number, count: number, step: number): Place[] =>
  Array.from({ length: count }, (_, index) => [index * step, from + ((to - from) * index) / (count - 1)]);

describe('a zone', () => {
  for (const { fps, step } of [
    { fps: 15, step: 1 / 15 },
    { fps: 5, step: 0.2 },
    { fps: 1, step: 1 },
    { fps: 0.3, step: 1 / 0.3 },
  ]) {
    it(`reports when an object entered and exited, at ${fps} images per second`, () => {
      // From x 300 to 700 and back: 40 pixels per second.
      const count = Math.round(20 / step) + 1;
      const places = Array.from({ length: count }, (_, index): Place => {
        const at = index * step;
        return [at, at <= 10 ? 300 + at * 40 : 700 - (at - 10) * 40];
      });

      const results = run(
        [right],
        places.flatMap((_, index) => way(places).slice(index, index + 1)),
      );
      const [entered, exited, ...more] = eventsIn(results);

      assert.deepEqual([entered?.type, exited?.type, more], ['entered', 'exited', []]);
      assert.ok(Math.abs(seconds(entered!) - 5) < 0.6, `${seconds(entered!)}`);
      assert.ok(Math.abs(seconds(exited!) - 15) < 0.6, `${seconds(exited!)}`);
    });
  }

  it('does not report an object that wavers at its edge', () => {
    const next = random(7);
    const outside = Array.from({ length: 200 }, (_, index): Place => [index / 5, 496 + (next() - 0.5) * 16]);
    const inside = Array.from({ length: 200 }, (_, index): Place => [50 + index / 5, 504 + (next() - 0.5) * 26]);

    const results = run([right], way([...outside, [40, 490], [41, 590], [47, 600], ...inside]));

    assert.deepEqual(factsIn(results), ['entered right 40.1']);
  });

  it('does not report an object that passes in less than enterSeconds, or is away for less than exitSeconds', () => {
    const pass = way([...walk(400, 480, 3, 0.2), [0.6, 540], [0.8, 480], [1, 400]]);
    assert.deepEqual(factsIn(run([{ ...right, enterSeconds: 0.5 }], pass)), []);

    const away = way([
      [0, 600],
      [1, 600],
      [1.2, 470],
      [1.8, 470],
      [2, 600],
      [4, 600],
    ]);
    assert.deepEqual(factsIn(run([{ ...right, exitSeconds: 1 }], away)), ['entered right 0']);
  });

  it('decides at once with 0 seconds', () => {
    const results = run(
      [{ ...right, enterSeconds: 0, exitSeconds: 0 }],
      way([
        [0, 300],
        [1, 700],
        [2, 300],
      ]),
    );

    assert.deepEqual(factsIn(results), ['entered right 0.5', 'exited right 1.5']);
  });

  it('does not interpolate between two sights that are more than 10 seconds apart', () => {
    const results = run(
      [{ ...right, enterSeconds: 0, exitSeconds: 0 }],
      way([
        [0, 300],
        [20, 700],
        [40, 300],
      ]),
    );

    assert.deepEqual(factsIn(results), ['entered right 20', 'exited right 40']);
  });

  it('reports each time of stay once, also while images do not show the object', () => {
    const zones = [{ ...right, dwellSeconds: '5, 60' }];
    const places: Place[] = [
      [0, 600],
      [2, 600],
      [70, 600],
      [80, 600],
    ];
    const [first, second, ...later] = way(places);
    const missed = { ...second!, time: timeOf(6), tracks: [trackAt(places, 1, { seen: false })], detections: [] };
    const notSearched: ZonesInput = { time: timeOf(7), image, tracks: [trackAt(places, 1, { seen: false })] };

    const results = run(zones, [first!, second!, missed, notSearched, ...later]);

    assert.deepEqual(results[2]!.events, [], 'an object that an image does not show may have left');
    assert.deepEqual(factsIn(results), ['entered right 0', 'dwelled right 5', 'dwelled right 60']);
    assert.deepEqual(results[3]!.events.map(seconds), [5]);
  });

  it('keeps an object that images do not show, and reports its exit when it is gone', () => {
    const places: Place[] = [
      [0, 600],
      [1, 600],
    ];
    const missed = { time: timeOf(2), image, tracks: [trackAt(places, 1, { seen: false })], detections: [] };

    const results = run([right], [...way(places), missed, gone(7)]);

    assert.deepEqual(
      results.map(({ zones }) => zones.right!.count),
      [0, 1, 1, 0],
    );
    assert.deepEqual(factsIn(results), ['entered right 0', 'exited right lost 1']);
  });

  it('says whether an object that is gone was at the border of the image', () => {
    const wide = { ...right, points: '0.5,0,1,0,1,1,0.5,1' };

    const results = run(
      [wide],
      [
        ...way([
          [0, 800],
          [1, 950],
        ]),
        gone(4),
      ],
    );

    assert.deepEqual(factsIn(results), ['entered right 0', 'exited right edge 1']);
  });

  it('has objects whose boxes the border of the image cuts off, if it reaches the border', () => {
    const toBorder = { ...right, points: '0.5,0.2,0.995,0.2,0.995,0.995,0.5,0.995' };

    for (const y of [1000, 1040]) {
      assert.equal(
        run(
          [toBorder],
          way([
            [0, 700, y],
            [1, 700, y],
          ]),
        )[1]!.zones.right!.count,
        1,
        `${y}`,
      );
    }
  });

  it('has an object that is much larger than the zone', () => {
    const narrow = { ...right, points: '0.5,0.5,0.9,0.5,0.9,0.506,0.5,0.506' };

    assert.equal(
      run(
        [narrow],
        way([
          [0, 700, 503],
          [1, 700, 503],
        ]),
      )[1]!.zones.right!.count,
      1,
    );
  });

  it('decides alone: an object can be in several zones, and in no zone twice', () => {
    const left = { name: 'left', points: '0.1,0.2,0.5,0.2,0.5,0.9,0.1,0.9' };
    const all = { name: 'all', points: '0,0,1,0,1,1,0,1' };

    const results = run(
      [left, right, all],
      way([
        [0, 460],
        [1, 480],
        [2, 520],
        [3, 540],
        [4, 545],
      ]),
    );

    const zonesIn = results.map(({ tracks }) => tracks![0]!.zones);
    assert.deepEqual(zonesIn[1], ['left', 'all']);
    assert.deepEqual(zonesIn.at(-1), ['right', 'all']);
    assert.deepEqual(results.at(-1)!.detections![0]!.zones, ['right', 'all']);
  });

  it('counts by label, only its labels, and only on its camera', () => {
    const rows = [
      { ...right, labels: 'Dog, cat' },
      { ...right, name: 'everything' },
      { ...right, name: 'elsewhere', camera: 'door' },
    ];
    const dogs = way(
      [
        [0, 600],
        [1, 600],
      ],
      { trackId: 3, label: 'dog' },
    );
    const people = way(
      [
        [0, 700],
        [1, 700],
      ],
      { trackId: 4 },
    );
    const both = dogs.map((input, index) => ({
      ...input,
      tracks: [...input.tracks!, ...people[index]!.tracks!],
      detections: [...input.detections!, ...people[index]!.detections!],
    }));

    assert.deepEqual(run(rows, both)[1]!.zones, {
      right: { count: 1, labels: { dog: 1 }, trackIds: [3] },
      everything: { count: 2, labels: { dog: 1, person: 1 }, trackIds: [3, 4] },
    });
  });

  it('loses an object whose track gets a label that it does not count', () => {
    const inputs = way([
      [0, 600],
      [1, 600],
      [2, 600],
      [4, 600],
    ]).map((input, index) => ({
      ...input,
      tracks: input.tracks!.map((track) => ({ ...track, label: index < 2 ? 'dog' : 'cat' })),
    }));

    assert.deepEqual(factsIn(run([{ ...right, labels: 'dog' }], inputs)), ['entered right 0', 'exited right 1']);
  });

  for (const { anchor, y, isInside } of [
    { anchor: 'bottom', y: 240, isInside: true },
    { anchor: 'centre', y: 240, isInside: false },
    { anchor: 'centre', y: 260, isInside: true },
  ] as const) {
    it(`decides by the ${anchor} of an object, here ${isInside ? 'inside' : 'outside'}`, () => {
      const results = run(
        [{ ...right, anchor }],
        way([
          [0, 700, y],
          [1, 700, y],
        ]),
      );

      assert.equal(results[1]!.zones.right!.count, isInside ? 1 : 0);
    });
  }

  it('decides by the share of the box that is inside, with a margin', () => {
    const half = { ...right, anchor: 'overlap', overlap: 0.5, exitSeconds: 0 } as const;
    const shares = run(
      [half],
      way([
        [0, 490],
        [1, 510],
        [2, 511],
        [3, 492],
        [4, 485],
      ]),
    );

    assert.deepEqual(
      shares.map(({ zones }) => zones.right!.count),
      [0, 1, 1, 1, 0],
    );
  });

  it('decides by the share of the mask that is inside', () => {
    // The box is in the zone by a quarter, the object in it is not.
    const mask: Mask = { type: 'uint8', dims: [100, 60], offset: [425, 400], data: Buffer.alloc(6000, 1) };
    const half = { ...right, anchor: 'overlap', overlap: 0.2 } as const;
    const inputs = way([
      [0, 475],
      [1, 475],
    ]);
    const masked = inputs.map((input) => ({ ...input, detections: [{ ...input.detections![0]!, mask }] }));

    assert.equal(run([half], inputs)[1]!.zones.right!.count, 1);
    assert.equal(run([half], masked)[1]!.zones.right!.count, 0);
  });
});

describe('a line', () => {
  it('counts an object once, in the direction in which it crosses', () => {
    const results = run([middle], way([...walk(300, 700, 9, 0.5), [5, 700], [6, 600], [7, 400], [8, 300]]));

    assert.deepEqual(factsIn(results), ['crossed middle out 2', 'crossed middle in 6.5']);
    assert.deepEqual(results.at(-1)!.lines, { middle: { in: 1, out: 1, labels: { person: { in: 1, out: 1 } } } });
  });

  it('counts nothing for back and forth near the line', () => {
    const next = random(3);
    const waver = Array.from({ length: 300 }, (_, index): Place => [1 + index / 15, 500 + (next() - 0.5) * 18]);

    const results = run([middle], way([[0, 300], ...waver, [30, 300]]));

    assert.deepEqual(factsIn(results), []);
    assert.deepEqual(results.at(-1)!.lines.middle, { in: 0, out: 0, labels: {} });
  });

  it('counts one crossing for back and forth that ends on the other side', () => {
    const next = random(4);
    const waver = Array.from({ length: 300 }, (_, index): Place => [1 + index / 15, 500 + (next() - 0.5) * 18]);

    assert.equal(factsIn(run([middle], way([[0, 300], ...waver, [30, 700]]))).length, 1);
  });

  it('counts nothing for an object that walks around its end', () => {
    const around: Place[] = [
      [0, 400],
      [1, 400, 980],
      [2, 600, 980],
      [3, 600],
      [4, 600, 980],
      [5, 400, 980],
    ];

    assert.deepEqual(factsIn(run([middle], way(around))), []);
  });

  it('judges the path of an object from its first sight on when it is confirmed', () => {
    const places = walk(300, 700, 5, 1);
    const early = { time: timeOf(-9), image, tracks: [], detections: [] };

    assert.deepEqual(factsIn(run([middle], [early, ...way(places).slice(4)])), ['crossed middle out 2']);
  });

  it('does not count crossings from before the node started', () => {
    const places = [...walk(300, 700, 5, 1), [5, 720] as const];

    assert.deepEqual(factsIn(run([middle], way(places).slice(4))), []);
  });

  it('with corners counts an object that passes through a corner once', () => {
    const bent = { ...middle, points: '0.5,0.1,0.5,0.5,0.6,0.9' };

    for (const y of [499, 500, 501]) {
      assert.equal(
        factsIn(
          run(
            [bent],
            way([
              [0, 300, y],
              [1, 700, y],
              [2, 720, y],
            ]),
          ),
        ).length,
        1,
        `${y}`,
      );
    }
  });

  it('may be a ring, drawn in either direction, which counts through its first corner too', () => {
    const corners = ['0.3,0.3', '0.7,0.3', '0.7,0.7', '0.3,0.7', '0.3,0.3'];
    for (const points of [corners.join(), corners.toReversed().join()]) {
      const ring = { ...middle, points };
      const results = run(
        [ring],
        way([
          [0, 200, 200],
          [1, 500, 500],
          [2, 800, 500],
        ]),
      );

      assert.deepEqual(
        factsIn(results)
          .map((fact) => fact.split(' ')[2])
          .sort(),
        ['in', 'out'],
        points,
      );
    }
  });

  it('counts the way back of an object that passes exactly through its end', () => {
    for (const y of [100, 900]) {
      for (const [from, to] of [
        [300, 700],
        [700, 300],
      ] as const) {
        const thereAndBack = way([
          [0, from, y],
          [1, to, y],
          [2, from, y],
        ]);
        const total = run([middle], thereAndBack).at(-1)!.lines.middle!;

        assert.equal(total.in, total.out, `from ${from} at ${y}`);
      }
    }
  });

  it('reaches the border of the image if it ends next to it', () => {
    const complete = { ...middle, points: '0.5,0.008,0.5,0.993' };

    assert.equal(
      factsIn(
        run(
          [complete],
          way([
            [0, 300, 1030],
            [1, 700, 1030],
          ]),
        ),
      ).length,
      1,
    );
  });

  it('continues with given totals, and ignores values of any other form', () => {
    const lines = { middle: { in: 5, out: 2, labels: { person: { in: 5, out: 2 }, dog: { in: -1, out: 'many' } } } };

    assert.deepEqual(run([middle], way(walk(700, 300, 3, 1)), { lines }).at(-1)!.lines.middle, {
      ...{ in: 6, out: 2 },
      labels: { person: { in: 6, out: 2 } },
    });
    for (const given of [7, null, 'text', { labels: [3] }, { labels: { cat: null } }]) {
      assert.deepEqual(run([middle], [gone(0)], { lines: { middle: given } })[0]!.lines.middle, {
        in: 0,
        out: 0,
        labels: {},
      });
    }
  });
});

describe('events of zones', () => {
  it('are complete in themselves', () => {
    const [event] = eventsIn(
      run(
        [right],
        [
          gone(-2),
          gone(-1),
          ...way([
            [0, 300],
            [1, 700],
            [2, 710],
          ]),
        ],
      ),
    );

    assert.deepEqual(event, {
      ...{ id: 'yard-1', type: 'entered', camera: 'yard', trackId: 1, label: 'person', score: 0.5 },
      ...{ bbox: boxAt(700, 500), image, time: timeOf(0.5), firstSeen: START, lastSeen: timeOf(1), seconds: 0.5 },
      ...{ zone: 'right', zones: ['right'], still: false, initial: false },
    });
  });

  for (const { name, inputs, initial } of [
    {
      name: 'in the first image',
      inputs: way([
        [0, 600],
        [1, 600],
      ]),
      initial: true,
    },
    {
      name: 'in the second image',
      inputs: [
        gone(-1),
        ...way([
          [0, 600],
          [1, 600],
        ]),
      ],
      initial: true,
    },
    {
      name: 'later',
      inputs: [
        gone(-2),
        gone(-1),
        ...way([
          [0, 600],
          [1, 600],
        ]),
      ],
      initial: false,
    },
  ]) {
    it(`say that an object first seen ${name} is ${initial ? '' : 'not '}initial`, () => {
      assert.deepEqual(
        eventsIn(run([right], inputs)).map((event) => event.initial),
        [initial],
      );
    });
  }

  it('are in the order of their times', () => {
    const results = run(
      [right, { ...right, name: 'far', points: '0.6,0.2,0.9,0.2,0.9,0.9,0.6,0.9' }, middle],
      way([
        [0, 300],
        [4, 700],
      ]),
    );

    assert.deepEqual(factsIn(results), ['entered right 2', 'crossed middle out 2', 'entered far 3']);
  });
});

describe('objects without tracks', () => {
  const found = (x: number, more: Partial<Detection> = {}): Detection => ({
    label: 'cup',
    score: 0.5,
    bbox: boxAt(x, 500),
    ...more,
  });
  const image1 = (time: number, detections?: readonly Detection[]): ZonesInput => ({
    ...{ time: timeOf(time), image },
    ...(detections && { detections }),
  });

  it('are followed by the trackId of another tracker, and gone after 5 seconds', () => {
    const seen = (time: number, x: number) => image1(time, [found(x, { trackId: 'a7' })]);
    const results = run(
      [right, middle],
      [image1(-9, []), image1(-8, []), seen(0, 300), seen(1, 700), seen(2, 700), image1(4, []), image1(8, [])],
    );

    assert.deepEqual(factsIn(results), ['entered right 0.5', 'crossed middle out 0.5', 'exited right lost 2']);
    assert.deepEqual(
      results.map(({ zones }) => zones.right!.trackIds),
      [[], [], [], ['a7'], ['a7'], ['a7'], []],
    );
    assert.equal(eventsIn(results)[0]!.id, `yard-${START.toString(36)}-a7`);
  });

  it('are not seen where the tracker filled them in', () => {
    const held = (time: number, x: number) => image1(time, [found(x, { trackId: 'a7', held: true })]);
    const seen = (time: number) => image1(time, [found(600, { trackId: 'a7' })]);
    const results = run([right, middle], [seen(0), seen(1), held(3, 300), held(5, 300), held(7, 300)]);

    assert.deepEqual(factsIn(results), ['entered right 0', 'exited right lost 1']);
    assert.deepEqual(
      results.map(({ zones, isTracked }) => [zones.right!.count, isTracked]),
      [
        [0, true],
        [1, true],
        [1, true],
        [1, true],
        [0, true],
      ],
    );
  });

  it('of another tracker have their identities also while an image shows no object', () => {
    const seen = image1(0, [found(600, { trackId: 'a7' })]);

    assert.ok(run([right], [seen, image1(1, []), image1(9, [])]).every(({ isTracked }) => isTracked));
  });

  it('are counted where they are if no object has an identity, without events', () => {
    const results = run(
      [right, middle],
      [image1(0, [found(300), found(600)]), image1(1, [found(700), found(600)]), image1(2), image1(3, [])],
    );

    assert.deepEqual(
      results.map(({ zones }) => zones.right!),
      [
        { count: 1, labels: { cup: 1 }, trackIds: [] },
        { count: 2, labels: { cup: 2 }, trackIds: [] },
        { count: 2, labels: { cup: 2 }, trackIds: [] },
        { count: 0, labels: {}, trackIds: [] },
      ],
    );
    assert.deepEqual(
      results[0]!.detections!.map(({ zones }) => zones),
      [[], ['right']],
    );
    assert.deepEqual(
      results.map(({ isTracked }) => isTracked),
      [false, false, false, false],
    );
    assert.deepEqual(factsIn(results), []);
  });

  it('are not counted if others have an identity, but know their zones', () => {
    const mixed = [found(700, { trackId: 1 }), found(600)];
    const results = run([right], [image1(0, mixed), image1(1, mixed)]);

    assert.equal(results[1]!.zones.right!.count, 1);
    assert.deepEqual(
      results[1]!.detections!.map(({ zones }) => zones),
      [['right'], ['right']],
    );
  });

  for (const trackId of [-1, '', ' ', '-1', Number.NaN]) {
    it(`are not one object if all have the trackId ${JSON.stringify(trackId)}`, () => {
      const results = run([right], [image1(0, [found(600, { trackId }), found(700, { trackId })])]);

      assert.deepEqual(results[0]!.zones.right, { count: 2, labels: { cup: 2 }, trackIds: [] });
    });
  }

  it('of one identity are one object', () => {
    const twice = [found(600, { trackId: 1 }), found(700, { trackId: 1 })];

    assert.equal(run([right], [image1(0, twice), image1(1, twice)])[1]!.zones.right!.count, 1);
  });

  it('of one identity are one object, also as tracks', () => {
    const once = way([
      [0, 600],
      [1, 600],
    ]);
    const twice = once.map((input) => ({ ...input, tracks: [...input.tracks!, ...input.tracks!] }));
    const results = run([right], twice);

    assert.deepEqual(factsIn(results), ['entered right 0']);
    assert.deepEqual(results[1]!.zones.right!.trackIds, [1]);
  });
});

describe('the zones of a camera', () => {
  /** People and dogs that wander for a minute, as a tracker reports them. Coordinates are multiples of 1/8. */
  function world(seed: number, step: number): ZonesInput[] {
    const next = random(seed);
    const paths = Array.from({ length: 8 }, () => {
      let x = next() * 1000;
      return Array.from({ length: 60 / step }, (_, index): Place => {
        x = Math.min(1000, Math.max(0, x + (next() - 0.5) * 200));
        return [index * step, Math.round(x * 8) / 8, Math.round((300 + next() * 20) * 8) / 8];
      });
    });
    return paths[0]!.map(([at], index) => {
      const tracks = paths.map((places, object) =>
        trackAt(places, index, { trackId: object + 1, label: object % 2 ? 'dog' : 'person' }),
      );
      return { time: timeOf(at), image, tracks, detections: tracks.map(seenAt) };
    });
  }
  const zones = [right, middle, { ...right, name: 'share', anchor: 'overlap', dwellSeconds: '3' } as const];

  it('give the same result for the same input', () => {
    assert.deepEqual(run(zones, world(1, 0.5)), run(zones, world(1, 0.5)));
  });

  it('do not depend on the order of objects', () => {
    const turned = world(2, 0.5).map((input) => ({ ...input, tracks: [...input.tracks!].reverse() }));
    const sorted = (results: readonly ZonesResult[]): string[] =>
      eventsIn(results)
        .map((event) => JSON.stringify(event))
        .sort();

    assert.deepEqual(sorted(run(zones, turned)), sorted(run(zones, world(2, 0.5))));
    assert.ok(sorted(run(zones, turned)).length > 30);
  });

  it('do not depend on the resolution, also if it changes', () => {
    const doubled = (box: Bbox): Bbox => [box[0] * 2, box[1] * 2, box[2] * 2, box[3] * 2];
    const larger = world(3, 0.5).map((input, index): ZonesInput => {
      if (index % 7 < 3) return input;
      return {
        ...{ time: input.time, image: { width: 2000, height: 2000 } },
        tracks: input.tracks!.map((track) => ({
          ...{ ...track, bbox: doubled(track.bbox) },
          path: track.path.map(([x, y, time]) => [x * 2, y * 2, time] as const),
        })),
        detections: input.detections!.map((one) => ({ ...one, bbox: doubled(one.bbox) })),
      };
    });
    const facts = run(zones, larger);

    assert.deepEqual(factsIn(facts), factsIn(run(zones, world(3, 0.5))));
    assert.deepEqual(
      facts.map(({ lines }) => lines),
      run(zones, world(3, 0.5)).map(({ lines }) => lines),
    );
  });

  it('report an object that is gone in pixels of an image of another size', () => {
    const half = { width: 500, height: 500 };
    const inputs = way([
      [0, 600],
      [1, 600],
    ]);
    const [left] = run([right], [...inputs, { ...gone(2), image: half }]).at(-1)!.events;

    assert.deepEqual([left!.type, left!.image, left!.bbox], ['exited', half, [275, 200, 50, 50]]);
  });

  it('keep the counts of objects without an identity in an image of another size that was not searched', () => {
    const detections = [{ label: 'cup', score: 0.5, bbox: boxAt(800, 500) }];
    const results = run(
      [right],
      [
        { time: timeOf(0), image, detections },
        { time: timeOf(1), image: { width: 500, height: 500 } },
      ],
    );

    assert.deepEqual(
      results.map(({ zones: counts }) => counts.right!.count),
      [1, 1],
    );
  });

  it('have counts that match the events', () => {
    let inside = 0;
    for (const { events, zones: counts } of run(zones, world(4, 0.5))) {
      inside += events.filter(({ type, zone }) => type === 'entered' && zone === 'right').length;
      inside -= events.filter(({ type, zone }) => type === 'exited' && zone === 'right').length;
      assert.equal(counts.right!.count, inside);
      assert.equal(counts.right!.trackIds.length, inside);
    }
  });

  it('have counts of 0 before the first image, and without objects', () => {
    const empty = {
      zones: { right: { count: 0, labels: {}, trackIds: [] } },
      lines: { middle: { in: 0, out: 0, labels: {} } },
    };

    for (const input of [{ time: START }, { time: START, image }, gone(0)]) {
      const [result] = run([right, middle], [input]);
      assert.deepEqual({ zones: result!.zones, lines: result!.lines }, empty);
    }
  });

  for (const { name, after } of [
    { name: 'an equal time', after: 1 },
    { name: 'a time that went back', after: 0.2 },
  ]) {
    it(`hold all decisions at ${name}`, () => {
      const inputs = way([
        [0, 300],
        [1, 700],
        [2, 710],
      ]);
      const late = way([[after, 300]]);

      const results = run([right, middle], [...inputs, ...late]);

      assert.deepEqual(factsIn(results), ['entered right 0.5', 'crossed middle out 0.5']);
      assert.equal(results[3]!.zones.right!.count, 1);
    });
  }

  it('start again at a time that went back by more than a minute, and keep the totals', () => {
    const inputs = way([
      [100, 300],
      [101, 700],
      [102, 710],
    ]);
    const earlier = way(
      [
        [0, 300],
        [1, 310],
      ],
      { id: 'yard-2', trackId: 2 },
    );

    const results = run([right, middle], [...inputs, ...earlier]);

    assert.deepEqual(factsIn(results), ['entered right 100.5', 'crossed middle out 100.5', 'exited right lost 102']);
    assert.equal(results.at(-1)!.lines.middle!.out, 1);
  });

  it('hold all decisions over a jump of a day', () => {
    const results = run(
      [right, middle],
      way([
        [0, 600],
        [1, 600],
        [86_400, 602],
        [86_401, 602],
      ]),
    );

    assert.deepEqual(factsIn(results), ['entered right 0']);
  });

  it('forget objects and totals on reset', () => {
    const opened = openZones('yard', [right, middle]);
    for (const input of way([
      [0, 300],
      [1, 700],
      [2, 710],
    ]))
      opened.update(input);
    opened.reset();

    const { zones: counts, lines } = opened.update({ time: timeOf(3), image });

    assert.deepEqual([counts.right!.count, lines.middle!.out], [0, 0]);
  });

  it('have names and labels of any text', () => {
    const odd = [
      { ...right, name: '__proto__' },
      { ...middle, name: 'constructor' },
    ];
    const results = run(
      odd,
      way(
        [
          [0, 300],
          [1, 700],
          [2, 710],
        ],
        { label: '__proto__' },
      ),
    );
    const { zones: counts, lines } = JSON.parse(JSON.stringify(results.at(-1)));

    assert.deepEqual(Object.entries(counts), [
      ['__proto__', JSON.parse('{"count":1,"labels":{"__proto__":1},"trackIds":[1]}')],
    ]);
    assert.deepEqual(Object.keys(lines), ['constructor']);
  });

  it('have their shapes in pixels, if asked for', () => {
    const [result] = run([right, middle], [{ ...gone(0), withShapes: true }]);

    assert.deepEqual(result!.zones.right!.shape, [
      [500, 200],
      [900, 200],
      [900, 900],
      [500, 900],
    ]);
    assert.deepEqual(result!.lines.middle!.shape, [
      [500, 100],
      [500, 900],
    ]);
  });

  for (const { name, input } of [
    { name: 'a time that is not finite', input: { time: Number.NaN, image } },
    { name: 'an image without pixels', input: { time: START, image: { width: 0, height: 10 } } },
  ]) {
    it(`refuse ${name}`, () => assert.throws(() => run([right], [input]), { code: 'INVALID_INPUT' }));
  }

  it('count at most 500 labels at a line, and others as one', () => {
    let totals: ReturnType<typeof addCrossing> = new Map();
    for (let label = 0; label < 600; label++) totals = addCrossing(totals, `${label}`, 'in');

    assert.deepEqual([totals.size, totals.get('other'), lineCount(totals).in], [501, { in: 100, out: 0 }, 600]);
  });

  it('remember at most 1000 objects', () => {
    const many = (from: number): ZonesInput => ({
      ...{ time: timeOf(from), image },
      detections: Array.from({ length: 800 }, (_, index) => ({
        ...{ label: 'cup', score: 0.5, bbox: boxAt(700, 500), trackId: from * 800 + index },
      })),
    });
    const results = run([right], [many(0), many(1), many(2), many(3)]);

    assert.ok(results.every(({ zones: counts }) => counts.right!.count <= 1000));
  });
});
