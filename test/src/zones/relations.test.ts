import assert from 'node:assert/strict';
import type { Bbox, Detection, Track } from '../../../src/contract';
import { type RelationInput, relationRowsFrom } from '../../../src/zones/relation-row';
import { zoneRowsFrom } from '../../../src/zones/zone-row';
import { openZones } from '../../../src/zones/zones';
import type { ZonesInput, ZonesResult } from '../../../src/zones/zones-step';

const START = Date.UTC(2026, 0, 1);
const image = { width: 1000, height: 1000 };

const bare: RelationInput = { name: 'no helmet', labels: 'person', relation: 'without', other: 'helmet, hard hat' };
const onTable: RelationInput = { name: 'on table', labels: 'box', relation: 'with', other: 'table' };

type Thing = readonly [trackId: number, label: string, bbox: Bbox, seen?: boolean];

const personBox: Bbox = [100, 100, 100, 300];
const person: Thing = [1, 'person', personBox];
/** On the head of the person. */
const helmet: Thing = [2, 'helmet', [130, 90, 40, 40]];
const elsewhere: Thing = [2, 'helmet', [700, 90, 40, 40]];

const track = (time: number, [trackId, label, bbox, seen = true]: Thing): Track => ({
  ...{ id: `yard-${trackId}`, trackId, label, score: 0.5, bbox, seen, firstSeen: START },
  ...{ lastSeen: seen ? time : time - 1000, seconds: 0, still: false, velocity: [0, 0], path: [] },
});

const message = (second: number, things: readonly Thing[]): ZonesInput => {
  const tracks = things.map((thing) => track(START + second * 1000, thing));
  const detections = tracks
    .filter(({ seen }) => seen)
    .map(({ label, score, bbox, trackId }) => ({ label, score, bbox, trackId }));
  return { time: START + second * 1000, image, tracks, detections };
};

/** One message per second. */
function run(relations: readonly RelationInput[], seconds: readonly (readonly Thing[])[]): ZonesResult[] {
  const zones = openZones('yard', [], { relations });
  return seconds.map((things, second) => zones.update(message(second, things)));
}

const factsIn = (results: readonly ZonesResult[]): string[] =>
  results.flatMap(({ events }) =>
    events.map(({ type, zone, trackId, time }) => `${type} ${zone} ${trackId} ${(time - START) / 1000}`),
  );

const times = <T>(count: number, item: T): T[] => Array(count).fill(item);

describe('a relation', () => {
  it('begins and ends like a stay in a zone, after seconds', () => {
    const results = run(
      [bare],
      [...times(3, [person, helmet]), ...times(4, [person]), ...times(4, [person, helmet]), []],
    );

    assert.deepEqual(factsIn(results), ['entered no helmet 1 3', 'exited no helmet 1 7']);
    assert.deepEqual(results[5]!.zones, { 'no helmet': { count: 1, labels: { person: 1 }, trackIds: [1] } });
    assert.deepEqual(results[5]!.tracks![0]!.zones, ['no helmet']);
    assert.equal(results.at(-1)!.zones['no helmet']!.count, 0);
  });

  it('"without" holds if the other object is somewhere else', () => {
    assert.equal(run([bare], times(4, [person, elsewhere]))[3]!.zones['no helmet']!.count, 1);
  });

  it('"without" does not hold for an object that the tracker still expects, although an image missed it', () => {
    const missed: Thing = [helmet[0], helmet[1], helmet[2], false];

    assert.deepEqual(factsIn(run([bare], [[person, helmet], ...times(5, [person, missed]), [person, helmet]])), []);
  });

  it('"with" holds for each object that overlaps one of the others, and ends when it is gone', () => {
    const table: Thing = [3, 'table', [0, 400, 600, 200]];
    const box: Thing = [4, 'box', [100, 330, 100, 150]];
    const onFloor: Thing = [5, 'box', [800, 700, 100, 100]];

    const results = run([onTable], [...times(4, [table, box, onFloor]), [table]]);

    assert.deepEqual(results[3]!.zones['on table'], { count: 1, labels: { box: 1 }, trackIds: [4] });
    assert.deepEqual(factsIn(results), ['entered on table 4 0', 'exited on table 4 3']);
  });

  it('reports stays', () => {
    const results = run([{ ...bare, enterSeconds: 0, dwellSeconds: '3' }], times(6, [person]));

    assert.deepEqual(factsIn(results), ['entered no helmet 1 0', 'dwelled no helmet 1 3']);
  });

  it('has a margin: an overlap that wavers around the share changes nothing', () => {
    const half = (share: number): Thing => [2, 'helmet', [100 - 40 * (1 - share), 200, 40, 40]];
    const wavering = Array.from({ length: 30 }, (_, index) => [person, half(index % 2 ? 0.46 : 0.54)] as const);
    const relation = { ...bare, relation: 'with', enterSeconds: 0, exitSeconds: 0 } as const;

    assert.deepEqual(factsIn(run([relation], wavering)), ['entered no helmet 1 0']);
  });

  it('compares an object with others only, also of its own label', () => {
    const crowd: RelationInput = {
      name: 'crowd',
      labels: 'person',
      relation: 'with',
      other: 'person',
      enterSeconds: 0,
    };
    const near: Thing = [7, 'person', [120, 100, 100, 300]];

    assert.equal(run([crowd], [[person]])[0]!.zones.crowd!.count, 0);
    assert.equal(run([crowd], [[person, near]])[0]!.zones.crowd!.count, 2);
  });

  it('counts detections without identities at once, without events', () => {
    const zones = openZones('yard', [], { relations: [bare] });
    const found = (label: string, bbox: Bbox): Detection => ({ label, score: 0.5, bbox });
    const other: Bbox = [500, 100, 100, 300];

    const detections = [found('person', personBox), found('Hard Hat', helmet[2]), found('person', other)];
    const result = zones.update({ time: START, image, detections });

    assert.deepEqual(result.zones['no helmet'], { count: 1, labels: { person: 1 }, trackIds: [] });
    assert.deepEqual(
      result.detections!.map((one) => one.zones),
      [[], [], ['no helmet']],
    );
    assert.deepEqual(result.events, []);
  });

  it('belongs to its camera', () => {
    const zones = openZones('yard', [], { relations: [{ ...bare, camera: 'door' }, onTable] });

    assert.deepEqual(Object.keys(zones.update(message(0, [person])).zones), ['on table']);
  });

  for (const { name, relations, says } of [
    { name: 'no object', relations: [7], says: /^Relation 1 must be an object/ },
    { name: 'no name', relations: [{ ...bare, name: ' ' }], says: /^Relation 1: name must be/ },
    { name: 'the name of a zone', relations: [{ ...bare, name: 'yard' }], says: /^Relation "yard": another zone/ },
    { name: 'the same name twice', relations: [bare, bare], says: /^Relation "no helmet": another zone or relation/ },
    {
      name: 'an unknown relation',
      relations: [{ ...bare, relation: 'near' }],
      says: /relation must be with or without, got "near"/,
    },
    { name: 'no labels', relations: [{ ...bare, labels: ' , ' }], says: /labels must be one label or more/ },
    { name: 'no other labels', relations: [{ ...bare, other: '' }], says: /other must be one label or more/ },
    {
      name: 'an overlap of 1',
      relations: [{ ...bare, overlap: 1 }],
      says: /overlap must be a number above 0, below 1, got 1/,
    },
    {
      name: 'a negative time',
      relations: [{ ...bare, enterSeconds: -1 }],
      says: /enterSeconds must be a number of seconds/,
    },
    { name: 'a camera that is not a text', relations: [{ ...bare, camera: 1 }], says: /camera must be a text/ },
    {
      name: 'too many',
      relations: Array.from({ length: 101 }, (_, index) => ({ ...bare, name: `${index}` })),
      says: /at most 100/,
    },
  ]) {
    it(`is refused with ${name}`, () => {
      const zones = zoneRowsFrom([{ name: 'yard', points: '0,0,1,0,1,1' }]);

      assert.throws(() => relationRowsFrom(relations as RelationInput[], zones), { code: 'BAD_ZONES', message: says });
    });
  }
});
