import assert from 'node:assert/strict';
import type { Bbox, Detection } from '../../../src/contract';
import type { Thumbnail } from '../../../src/tracking/colour-histogram';
import type { TrackerSettings } from '../../../src/tracking/settings';
import { openTracker, type Tracker, type TrackerInput, type TrackerResult } from '../../../src/tracking/tracker';
import { random } from '../../support/random';

const START = Date.UTC(2026, 0, 1);
const image = { width: 1920, height: 1080 };

const person = (x: number, y = 400, score = 0.6): Detection => ({ label: 'person', score, bbox: [x, y, 100, 200] });
const car = (x: number, y = 400): Detection => ({ label: 'car', score: 0.8, bbox: [x, y, 300, 150] });

/** Seconds since the start, and what was found then. */
type Frame = readonly [seconds: number, detections?: readonly Detection[] | undefined, more?: Partial<TrackerInput>];

const show = (tracker: Tracker, frames: readonly Frame[]): TrackerResult[] =>
  frames.map(([seconds, detections, more]) =>
    tracker.update({ time: START + seconds * 1000, image, ...(detections && { detections }), ...more }),
  );

const run = (settings: Partial<TrackerSettings>, frames: readonly Frame[]): TrackerResult[] =>
  show(openTracker('yard', settings), frames);

const idsIn = (results: readonly TrackerResult[]): (number | string | undefined)[][] =>
  results.map(({ detections = [] }) => detections.map(({ trackId }) => trackId));

const typesIn = (results: readonly TrackerResult[]): string[][] =>
  results.map(({ events }) => events.map(({ type, trackId, how }) => `${type} ${trackId}${how ? ` ${how}` : ''}`));

/** `count` frames, `seconds` apart. */
const film = (count: number, seconds: number, at: (frame: number) => readonly Detection[]): Frame[] =>
  Array.from({ length: count }, (_, frame) => [frame * seconds, at(frame)]);

/** Busy frames with noise, misses and false alarms. Every number is a multiple of 1/8, so that doubling it is exact. */
function busyFilm(seed: number, count: number, seconds: number): Frame[] {
  const next = random(seed);
  const noise = (): number => Math.round((next() - 0.5) * 80) / 8;
  return film(count, seconds, (frame) =>
    Array.from({ length: 6 }, (_, index) => ({
      label: index % 2 === 0 ? 'person' : 'dog',
      score: 0.3 + index / 16,
      bbox: [80 + index * 250 + frame * 16 * (index - 3) + noise(), 300 + noise(), 96 + noise(), 160 + noise()] as Bbox,
    })).filter(() => next() > 0.15),
  );
}

describe('the identity of objects', () => {
  for (const seconds of [1 / 15, 0.2, 1, 3]) {
    it(`continues at an image per ${seconds.toFixed(2)} s`, () => {
      // Four sizes in all: at most half a size per second.
      const results = run(
        {},
        film(12, seconds, (frame) => [person(500 + Math.min(frame * seconds * 60, 560)), car(200, 50)]),
      );

      const confirmed = idsIn(results).filter((ids) => ids.every((id) => id !== undefined));
      assert.ok(confirmed.length >= 3, `${confirmed.length}`);
      assert.ok(confirmed.every(([a, b]) => a !== b && a === confirmed[0]![0] && b === confirmed[0]![1]));
    });
  }

  it('is not given at once, and never -1 or twice', () => {
    const results = run(
      {},
      film(4, 1, () => [person(500), person(900)]),
    );

    assert.deepEqual(idsIn(results)[0], [undefined, undefined]);
    assert.deepEqual(
      idsIn(results)
        .slice(1)
        .map((ids) => [...ids].sort()),
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
    );
  });

  it('is given after `confirmHits` and `confirmSeconds`', () => {
    const frames = film(9, 0.2, () => [person(500)]);
    const firstConfirmed = (settings: Partial<TrackerSettings>): number =>
      idsIn(run(settings, frames)).findIndex(([id]) => id !== undefined);

    assert.equal(firstConfirmed({}), 3);
    assert.equal(firstConfirmed({ confirmSeconds: 0 }), 1);
    assert.equal(firstConfirmed({ confirmSeconds: 0, confirmHits: 1 }), 0);
    assert.equal(firstConfirmed({ confirmHits: 6 }), 5);
  });

  it('is not given to a false alarm that most images do not show', () => {
    const results = run(
      { confirmSeconds: 1 },
      film(20, 0.5, (frame) => (frame % 3 === 0 ? [person(500)] : [])),
    );

    assert.deepEqual(
      results.flatMap(({ tracks }) => tracks),
      [],
    );
  });

  it('survives images that do not show the object', () => {
    const results = run({}, [
      [0, [person(500)]],
      [1, [person(540)]],
      [2, []],
      [3, []],
      [4, [person(640)]],
    ]);

    assert.deepEqual(idsIn(results).at(-1), [1]);
  });

  it('of a parked car survives a pause of 20 minutes, that of a walker does not', () => {
    const frames: Frame[] = [
      ...film(10, 1, (frame) => [car(300), person(900 + frame * 80)]),
      [1210, [car(303), person(200)]],
    ];

    assert.deepEqual(idsIn(run({}, frames)).at(-1), [1, undefined]);
  });

  it('ends when images no longer show the object for `goneSeconds` and `goneMisses`', () => {
    const seen: Frame[] = film(3, 1, () => [person(500)]);
    const absent = (count: number, seconds: number): Frame[] =>
      film(count, seconds, () => []).map(([at]) => [3 + at, []]);
    const remaining = (settings: Partial<TrackerSettings>, frames: Frame[]): number =>
      run(settings, [...seen, ...frames]).at(-1)!.tracks.length;

    assert.equal(remaining({}, absent(4, 1)), 1, '4 misses in 4 s');
    assert.equal(remaining({}, absent(5, 1)), 0, '5 misses in 5 s');
    assert.equal(remaining({}, absent(2, 20)), 1, '2 misses in 21 s');
    assert.equal(remaining({}, absent(3, 20)), 0, '3 misses in 41 s');
    assert.equal(remaining({ goneSeconds: 1, goneMisses: 1 }, absent(1, 1)), 0);
  });

  it('ends sooner for an object that moved across the border of the image', () => {
    const walk = film(5, 1, (frame) => [
      { ...person(0), bbox: [Math.max(0, 300 - 80 * frame), 400, Math.min(100, 400 - 80 * frame), 200] },
    ]);
    const results = run({}, [...walk, [5, []], [6, []]]);

    assert.deepEqual(typesIn(results).at(-1), ['left 1 edge']);
  });

  it('is held if the image was not searched', () => {
    const tracker = openTracker('yard');
    show(
      tracker,
      film(3, 1, () => [person(500)]),
    );
    const results = show(
      tracker,
      Array.from({ length: 50 }, (_, index): Frame => [3 + index * 10]),
    );

    assert.ok(results.every(({ detections, events }) => detections === undefined && events.length === 0));
    assert.deepEqual(
      results.at(-1)!.tracks.map(({ trackId, seen }) => [trackId, seen]),
      [[1, false]],
    );
    assert.deepEqual(idsIn(show(tracker, [[600, [person(505)]]])), [[1]]);
  });

  it('is held if the object is outside the part that was searched', () => {
    const elsewhere = { seen: [[1000, 0, 920, 1080]] as Bbox[] };
    const frames: Frame[] = film(20, 1, () => []).map(([at]) => [3 + at, [], elsewhere]);
    const seen = film(3, 1, () => [person(500)]);

    assert.equal(run({}, [...seen, ...frames]).at(-1)!.tracks.length, 1);
    assert.equal(
      run({}, [...seen, ...frames.map(([at]): Frame => [at, [], { seen: [[0, 0, 960, 1080]] }])]).at(-1)!.tracks.length,
      0,
    );
  });

  it('does not change when images overtake a slow detector', () => {
    const searched = film(6, 1, (frame) => [person(500 + frame * 40)]);
    const overtaken = searched.flatMap(([at, detections]): Frame[] => [[at + 5], [at, detections], [at + 5.5]]);

    const plain = run({}, searched);
    assert.deepEqual(idsIn(run({}, overtaken).filter((_, index) => index % 3 === 1)), idsIn(plain));
  });
});

describe('labels', () => {
  const slip = (settings: Partial<TrackerSettings>): (number | string | undefined)[] =>
    idsIn(run(settings, [...film(4, 1, () => [person(500)]), [4, [{ ...person(500), label: 'dog' }]]])).at(-1)!;

  it('count against an object, if they differ', () => {
    assert.deepEqual(slip({}), [1]);
  });

  it('forbid an object with `strict`', () => {
    assert.deepEqual(slip({ labels: 'strict' }), [undefined]);
  });

  it('of an object have the most votes, and the label of the image stays readable', () => {
    const frames: Frame[] = [
      ...film(4, 1, () => [person(500)]),
      [4, [{ ...person(500), label: 'dog' }]],
      [5, [{ ...person(500), label: 'PERSON.' }]],
    ];
    const [other, same] = run({}, frames)
      .slice(-2)
      .map(({ detections }) => detections![0]!);

    assert.deepEqual([other!.label, other!.labelSeen], ['person', 'dog']);
    assert.deepEqual([same!.label, same!.labelSeen], ['PERSON.', undefined], 'equal labels stay as typed');
  });

  it('decide between two objects in the same place, unless `free`', () => {
    const walks = film(5, 1, (frame) => [person(400 + frame * 60), { ...person(880 - frame * 60), label: 'dog' }]);
    const labelOf = ({ tracks }: TrackerResult): string[] => tracks.map(({ label }) => label);

    assert.deepEqual(labelOf(run({}, walks).at(-1)!), ['person', 'dog']);
  });
});

describe('colours', () => {
  /** Left half red and right half blue; `swapped`: the other way. */
  function thumbnail(swapped: boolean): Thumbnail {
    const data = new Uint8Array(320 * 180 * 3);
    for (let at = 0; at < 320 * 180; at++) data.set(at % 320 < 160 !== swapped ? [200, 20, 20] : [20, 20, 200], at * 3);
    return { data, width: 320, height: 180 };
  }

  /** Two people walk towards each other. When they are seen again, it depends on colours whether they turned round. */
  function idsAfterMeeting(settings: Partial<TrackerSettings>, swapped: boolean): (number | string | undefined)[] {
    const meet = film(6, 1, (frame) => [person(200 + frame * 120), person(1620 - frame * 120)]);
    const frames = meet.map(([at, found]): Frame => [at, found, { thumbnail: thumbnail(false) }]);
    return idsIn(run(settings, [...frames, [7, [person(840), person(980)], { thumbnail: thumbnail(swapped) }]])).at(
      -1,
    )!;
  }

  it('tell objects apart that meet', () => {
    const [before, after] = [idsAfterMeeting({}, false), idsAfterMeeting({}, true)];

    assert.deepEqual([...after].sort(), [1, 2]);
    assert.deepEqual(after, [...before].reverse());
  });

  it('are ignored if switched off', () => {
    assert.deepEqual(idsAfterMeeting({ colours: false }, true), idsAfterMeeting({ colours: false }, false));
  });
});

describe('weak detections', () => {
  it('continue objects but start none, and are removed, below `startScore`', () => {
    const frames: Frame[] = [
      ...film(3, 1, () => [person(500), person(1200, 400, 0.2)]),
      [3, [person(505, 400, 0.2), person(1200, 400, 0.2)]],
    ];
    const results = run({ startScore: 0.35 }, frames);

    assert.deepEqual(idsIn(results), [[undefined], [1], [1], [1]]);
  });
});

describe('filled detections', () => {
  const walk = film(5, 1, (frame) => [person(500 + frame * 50)]);

  it('are off by default', () => {
    assert.deepEqual(run({}, [...walk, [5, []]]).at(-1)!.detections, []);
    assert.equal(run({}, [...walk, [5]]).at(-1)!.detections, undefined);
  });

  for (const { name, found } of [
    { name: 'stand for a miss', found: [] },
    { name: 'stand for an image that was not searched', found: undefined },
  ]) {
    it(`${name}, for \`fillSeconds\`, where the object should be`, () => {
      const frames = [5, 6, 7, 8].map((at): Frame => [at, found]);
      const filled = run({ fillSeconds: 3 }, [...walk, ...frames])
        .slice(-4)
        .map(({ detections = [] }) => detections);

      assert.deepEqual(
        filled.map((held) => held.length),
        [1, 1, 1, 0],
      );
      const [{ label, trackId, held, bbox }] = filled[0] as [Detection];
      assert.deepEqual({ label, trackId, held }, { label: 'person', trackId: 1, held: true });
      assert.ok(bbox[0] > 715 && bbox[0] < 755, `${bbox}`);
    });
  }

  it('are clipped to the image, and absent outside', () => {
    const leaving = film(5, 1, (frame) => [person(1400 + frame * 105)]);
    const held = run({ fillSeconds: 5, goneMisses: 9 }, [...leaving, [5], [9]]).slice(-2);

    for (const {
      bbox: [x, , width],
    } of held.flatMap(({ detections = [] }) => detections))
      assert.ok(x + width <= 1920);
  });

  for (const value of [1, 2, 255]) {
    it(`have the last mask, moved with the box, as 1 where the detector had ${value}`, () => {
      const mask = (x: number, one: number) =>
        ({ type: 'uint8', dims: [2, 3], offset: [x, 450], data: Buffer.of(one, one, one, 0, one, 0) }) as const;
      const frames = film(4, 1, () => [{ ...person(500), mask: mask(520, value), area: 4 }]);
      const [held] = run({ fillSeconds: 3 }, [...frames, [4, []]]).at(-1)!.detections!;

      assert.deepEqual([held!.mask, held!.area], [mask(520, 1), 4]);
    });
  }
});

describe('tracks', () => {
  it('describe objects in pixels, seconds and pixels per second', () => {
    const [track] = run(
      {},
      film(10, 1, (frame) => [person(500 + frame * 50)]),
    ).at(-1)!.tracks;
    const { velocity, path, ...facts } = track!;

    assert.deepEqual(facts, {
      id: `yard-${START.toString(36)}-1`,
      ...{ trackId: 1, label: 'person', score: 0.6, bbox: [950, 400, 100, 200], seen: true },
      ...{ firstSeen: START, lastSeen: START + 9000, seconds: 9, still: false },
    });
    assert.ok(Math.abs(velocity[0] - 50) < 10 && velocity[1] === 0, `${velocity}`);
    assert.deepEqual(
      [path[0], path.at(-1)],
      [
        [550, 600, START],
        [1000, 600, START + 9000],
      ],
    );
  });

  it('are still after `stillSeconds` in one place', () => {
    const stillAt = run(
      { stillSeconds: 4 },
      film(12, 1, (frame) => [person(frame < 4 ? 200 + frame * 90 : 470)]),
    ).map(({ tracks }) => tracks[0]?.still);

    assert.deepEqual(stillAt, [undefined, ...Array(6).fill(false), ...Array(5).fill(true)]);
  });

  it('have no velocity while they stand, and stay where they are', () => {
    const noise = [0, 4, -5, 3, -4, 6, -6, 2];
    const stands = film(8, 0.3, (frame) => [person(500 + noise[frame]!)]);
    const [track] = run({}, [...stands, [9]]).at(-1)!.tracks;

    assert.deepEqual(track!.velocity, [0, 0]);
    assert.ok(Math.abs(track!.bbox[0] - 500) < 6, `${track!.bbox}`);
  });

  it('have a path of at most 32 points that begins where the object was first seen', () => {
    const [track] = run(
      {},
      film(200, 0.2, (frame) => [person(20 + frame * 8)]),
    ).at(-1)!.tracks;

    assert.ok(track!.path.length <= 32 && track!.path.length > 16, `${track!.path.length}`);
    assert.deepEqual(track!.path[0], [70, 600, START]);
  });
});

describe('a message', () => {
  it('of 100 objects that wander for minutes has tracks of less than 40 KB', () => {
    const next = random(8);
    const places = Array.from({ length: 100 }, (_, index) => [
      40 + (index % 10) * 190,
      20 + Math.floor(index / 10) * 105,
    ]);
    const frames = film(300, 1, () =>
      places.map((place) => {
        place[0]! += 20 * (next() - 0.5);
        place[1]! += 20 * (next() - 0.5);
        const box = [place[0]! + next(), place[1]! + next(), 40 + next(), 40 + next()] as const;
        return { label: 'person', score: next(), bbox: box };
      }),
    );
    const { tracks } = run({ confirmSeconds: 0 }, frames).at(-1)!;

    assert.ok(tracks.length >= 100, `${tracks.length}`);
    assert.ok((JSON.stringify(tracks).length / tracks.length) * 100 < 40_000, `${JSON.stringify(tracks).length}`);
  });
});

describe('events', () => {
  it('report each object once: it appeared, stayed, left', () => {
    const settings = { stayedSeconds: [3, 6] };
    const results = run(settings, [
      [0, []],
      [1, []],
      ...film(8, 1, () => [person(500)]).map(([at, found]): Frame => [2 + at, found]),
      ...film(6, 1, () => []).map(([at]): Frame => [10 + at, []]),
    ]);

    const facts = results
      .flatMap(({ events }) => events)
      .map(({ type, time, seconds, how }) => [type, (time - START) / 1000, seconds, how]);
    assert.deepEqual(facts, [
      ['appeared', 3, 1, undefined],
      ['stayed', 5, 3, undefined],
      ['stayed', 8, 6, undefined],
      ['left', 9, 7, 'lost'],
    ]);
  });

  it('are complete, plain JSON', () => {
    const [, result] = run(
      {},
      film(2, 1, () => [person(500)]),
    );
    const expected = {
      ...{
        id: `yard-${START.toString(36)}-1`,
        type: 'appeared',
        camera: 'yard',
        trackId: 1,
        label: 'person',
        score: 0.6,
      },
      ...{
        bbox: [500, 400, 100, 200],
        image,
        time: START + 1000,
        firstSeen: START,
        lastSeen: START + 1000,
        seconds: 1,
        zones: [],
      },
      initial: true,
    };

    assert.deepEqual(result!.events, [expected]);
    assert.deepEqual(JSON.parse(JSON.stringify(result!.events)), [expected]);
  });

  it('mark objects that were there when the lane started', () => {
    const results = run(
      {},
      film(6, 1, (frame) => (frame < 3 ? [person(500)] : [person(500), car(1200)])),
    );

    assert.deepEqual(
      results.flatMap(({ events }) => events).map(({ trackId, initial }) => [trackId, initial]),
      [
        [1, true],
        [2, false],
      ],
    );
  });

  it('report `stayed` also in images that were not searched', () => {
    const results = run({ stayedSeconds: [60] }, [...film(3, 1, () => [person(500)]), [30], [61], [62]]);

    assert.deepEqual(typesIn(results).slice(3), [[], ['stayed 1'], []]);
  });

  it('report when objects are still and move again, if asked', () => {
    const frames = film(16, 1, (frame) => [person(frame < 10 ? 500 : 500 + (frame - 9) * 60)]);

    assert.deepEqual(typesIn(run({ stillSeconds: 5, motionEvents: true }, frames)).flat(), [
      'appeared 1',
      'still 1',
      'moved 1',
    ]);
    assert.deepEqual(typesIn(run({ stillSeconds: 5 }, frames)).flat(), ['appeared 1']);
  });
});

describe('the same objects', () => {
  for (const seconds of [0.2, 1, 3]) {
    const frames = busyFilm(3, 60, seconds);
    const expected = idsIn(run({}, frames));

    it(`get the same ids from the same input, ${seconds} s apart`, () => {
      assert.ok(new Set(expected.flat()).size > 3);
      assert.deepEqual(run({}, frames), run({}, frames));
    });

    it(`get the same ids in any order of the detections, ${seconds} s apart`, () => {
      const reversed = frames.map(([at, found]): Frame => [at, [...found!].reverse()]);

      assert.deepEqual(
        idsIn(run({}, reversed)).map((ids) => [...ids].reverse()),
        expected,
      );
    });

    it(`get the same ids at twice the resolution, ${seconds} s apart`, () => {
      const doubled = frames.map(
        ([at, found]): Frame => [
          at,
          found!.map((detection) => ({
            ...detection,
            bbox: detection.bbox.map((value) => 2 * value) as unknown as Bbox,
          })),
          { image: { width: 3840, height: 2160 } },
        ],
      );

      assert.deepEqual(idsIn(run({}, doubled)), expected);
    });
  }

  it('keep their ids when the resolution changes', () => {
    const results = run({}, [
      ...film(4, 1, () => [person(500)]),
      [4, [{ ...person(0), bbox: [250, 200, 50, 100] }], { image: { width: 960, height: 540 } }],
    ]);

    assert.deepEqual(idsIn(results).at(-1), [1]);
    assert.deepEqual(
      results.map(({ restarted }) => restarted),
      [false, false, false, false, false],
    );
  });
});

describe('unusual input', () => {
  const seen = film(3, 1, () => [person(500)]);

  it('restarts with another view: the aspect ratio changed', () => {
    const [result] = run({}, [...seen, [3, [person(500)], { image: { width: 1024, height: 768 } }]]).slice(-1);

    assert.deepEqual(
      { restarted: result!.restarted, ids: idsIn([result!]), events: typesIn([result!]) },
      { restarted: true, ids: [[undefined]], events: [['left 1 lost']] },
    );
  });

  it('restarts with another recording: time went back by a day', () => {
    const results = run({}, [...seen, [-86_400, [person(500)]], [-86_399, [person(500)]]]);

    assert.deepEqual(idsIn(results).slice(-2), [[undefined], [2]]);
    assert.deepEqual(typesIn(results).slice(-2), [['left 1 lost'], ['appeared 2']]);
  });

  for (const { name, at } of [
    { name: 'equal times', at: 2 },
    { name: 'a time that went back by a second', at: 1 },
    { name: 'a time that jumped by a day', at: 86_400 },
  ]) {
    it(`keeps the id of an object with ${name}`, () => {
      assert.deepEqual(idsIn(run({}, [...seen, [at, [person(502)]]])).at(-1), [1]);
    });
  }

  for (const { name, detection } of [
    { name: 'not finite', detection: { ...person(500), bbox: [Number.NaN, 0, 10, 10] as const } },
    { name: 'infinite', detection: { ...person(500), bbox: [0, 0, Infinity, 10] as const } },
    { name: 'empty', detection: { ...person(500), bbox: [500, 400, 0, 200] as const } },
    { name: 'scored NaN', detection: person(500, 400, Number.NaN) },
  ]) {
    it(`passes on a box that is ${name}, without an identity`, () => {
      const results = run(
        {},
        film(4, 1, () => [person(900), detection]),
      );

      assert.deepEqual(idsIn(results).at(-1), [1, undefined]);
      assert.equal(results.at(-1)!.detections![1], detection);
    });
  }

  it('is not disturbed by callers that change their input or its results', () => {
    const frames = film(6, 1, (frame) => [person(500 + 40 * frame)]);
    const spoil = (values: unknown): void => {
      for (const value of Object.values(values ?? {})) if (typeof value === 'object') spoil(value);
      if (Array.isArray(values)) values.fill(-1);
    };
    const tracker = openTracker('yard');
    const ids = frames.map(([at, found]) => {
      const copy = structuredClone(found!);
      const [result] = show(tracker, [[at, copy]]);
      const seen = idsIn([result!])[0];
      spoil([...result!.tracks, ...result!.events, ...copy].map((value) => ({ ...value })));
      return seen;
    });

    assert.deepEqual(ids, idsIn(run({}, frames)));
    assert.deepEqual(show(tracker, [[6, []]])[0]!.tracks, run({}, [...frames, [6, []]]).at(-1)!.tracks);
  });

  it('gives two ids to the same value twice', () => {
    const twice = person(500);

    assert.deepEqual(
      idsIn(
        run(
          {},
          film(2, 1, () => [twice, twice]),
        ),
      ).at(-1),
      [1, 2],
    );
  });

  it('refuses a time that is not finite', () => {
    assert.throws(() => openTracker('').update({ time: Number.NaN, image }), {
      code: 'INVALID_INPUT',
      message: 'time must be a number of milliseconds since 1970, got NaN',
    });
  });

  it('follows at most 300 objects', () => {
    const crowd = Array.from(
      { length: 400 },
      (_, index): Detection => ({
        label: 'x',
        score: 0.5,
        bbox: [(index % 40) * 48, Math.floor(index / 40) * 100, 30, 60],
      }),
    );
    const results = run(
      {},
      film(3, 1, () => crowd),
    );

    assert.equal(results.at(-1)!.tracks.length, 300);
    assert.equal(results.at(-1)!.detections!.length, 400);
  });

  it('forgets everything when reset', () => {
    const tracker = openTracker('yard');
    show(tracker, seen);
    tracker.reset();

    assert.deepEqual(
      idsIn(
        show(tracker, [
          [3, [person(500)]],
          [4, [person(500)]],
        ]),
      ),
      [[undefined], [1]],
    );
  });
});
