import assert from 'node:assert/strict';
import type { Bbox } from '../../../../src/contract';
import { mergeLooks } from '../../../../src/models/grounding-dino/merge-looks';
import type { Candidate } from '../../../../src/models/grounding-dino/read-candidates';
import type { Selection } from '../../../../src/models/grounding-dino/select-detections';

const image = { width: 200, height: 100 };
const whole: Bbox = [0, 0, 200, 100];
const left: Bbox = [0, 0, 110, 100];
const right: Bbox = [90, 0, 110, 100];
const selection: Selection = { nms: 'class', nmsIou: 0.5, maxDetections: 100 };

/** A candidate of a look: its box is in pixels of the image, as the table below is read. */
const seen = (area: Bbox, score: number, [x, y, width, height]: Bbox, more: Partial<Candidate> = {}) => ({
  area,
  candidate: { label: 'cat', score, bbox: [x - area[0], y - area[1], width, height] as Bbox, isDecoy: false, ...more },
});

type Seen = ReturnType<typeof seen>;

const looksOf = (sights: readonly Seen[]) =>
  [whole, left, right].map((area) => ({
    area,
    passes: [sights.filter((sight) => sight.area === area).map(({ candidate }) => candidate)],
  }));

const merged = (sights: readonly Seen[], options: Partial<Selection> = {}) =>
  mergeLooks(looksOf(sights), image, { ...selection, ...options });

const boxes = (sights: readonly Seen[], options?: Partial<Selection>) =>
  merged(sights, options).map(({ score, bbox }) => [score, ...bbox]);

describe('mergeLooks', () => {
  it('moves boxes of a part to their location in the image', () => {
    assert.deepEqual(merged([seen(right, 0.5, [150, 20, 10, 10])]), [
      { label: 'cat', score: 0.5, bbox: [150, 20, 10, 10] },
    ]);
  });

  it('keeps the better of two complete boxes of one object, whichever part saw it', () => {
    const small = seen(whole, 0.5, [20, 20, 10, 10]);
    const large = seen(left, 0.8, [21, 20, 10, 10]);

    assert.deepEqual(boxes([small, large]), [[0.8, 21, 20, 10, 10]]);
    assert.deepEqual(boxes([large, small]), [[0.8, 21, 20, 10, 10]]);
  });

  it('takes a box inside a better one of another part for the same object', () => {
    assert.deepEqual(boxes([seen(whole, 0.9, [10, 10, 80, 80]), seen(left, 0.8, [30, 30, 20, 20])]), [
      [0.9, 10, 10, 80, 80],
    ]);
  });

  it('keeps a small object in front of a large one of its class if one part shows both', () => {
    assert.equal(boxes([seen(left, 0.9, [10, 10, 80, 80]), seen(left, 0.8, [30, 30, 20, 20])]).length, 2);
  });

  it('removes a cut box for a complete one, also with a higher score', () => {
    // The border of the left tile at 110 cuts the object off, 2 pixels count as touching.
    const cut = seen(left, 0.9, [80, 20, 28, 40]);
    const complete = seen(whole, 0.4, [80, 20, 60, 40]);

    assert.deepEqual(boxes([cut, complete]), [[0.4, 80, 20, 60, 40]]);
  });

  it('does not take the border of the image for a cut', () => {
    assert.deepEqual(boxes([seen(left, 0.9, [0, 0, 40, 40]), seen(whole, 0.4, [0, 0, 60, 40])]), [[0.9, 0, 0, 40, 40]]);
  });

  it('unites cut boxes of one object into the box around them, with the higher score', () => {
    const sights = [
      seen(left, 0.6, [84, 20, 26, 30], { phrase: 'tabby' }),
      seen(right, 0.7, [90, 18, 24, 30], { phrase: 'brown cat' }),
    ];

    assert.deepEqual(merged(sights), [{ label: 'cat', score: 0.7, bbox: [84, 18, 30, 32], phrase: 'brown cat' }]);
  });

  it('keeps cut boxes that share less than half of the smaller one', () => {
    assert.equal(boxes([seen(left, 0.6, [50, 20, 60, 30]), seen(right, 0.7, [90, 20, 60, 30])]).length, 2);
  });

  it('keeps boxes of different classes', () => {
    const sights = [seen(whole, 0.5, [20, 20, 10, 10]), seen(left, 0.8, [20, 20, 10, 10], { label: 'dog' })];

    assert.deepEqual(
      merged(sights).map(({ label }) => label),
      ['dog', 'cat'],
    );
    assert.deepEqual(
      merged(sights, { nms: 'agnostic' }).map(({ label }) => label),
      ['dog'],
    );
  });

  it('compares labels in one normal form', () => {
    assert.equal(
      boxes([seen(whole, 0.5, [20, 20, 10, 10]), seen(left, 0.8, [20, 20, 10, 10], { label: 'CAT ' })]).length,
      1,
    );
  });

  it('merges objects of different parts although duplicates stay', () => {
    const twice = [seen(left, 0.8, [20, 20, 10, 10]), seen(left, 0.7, [20, 20, 10, 10])];

    assert.equal(boxes([...twice, seen(whole, 0.5, [20, 20, 10, 10])], { nms: 'off' }).length, 2);
  });

  it('removes detections of all parts for which a decoy has a higher score', () => {
    const poster = seen(whole, 0.8, [60, 10, 80, 60], { label: 'poster', isDecoy: true });
    const cutOff = seen(left, 0.7, [60, 10, 50, 60]);

    assert.deepEqual(boxes([poster, cutOff]), []);
  });

  it('keeps a complete object in front of a decoy of another part', () => {
    const poster = seen(whole, 0.8, [10, 10, 80, 60], { label: 'poster', isDecoy: true });

    assert.equal(boxes([poster, seen(left, 0.7, [20, 20, 15, 15])]).length, 1);
  });

  it('keeps the best detections of all parts', () => {
    const sights = [
      seen(left, 0.6, [10, 10, 10, 10]),
      seen(whole, 0.5, [40, 40, 10, 10]),
      seen(right, 0.7, [150, 10, 10, 10]),
    ];

    assert.deepEqual(
      boxes(sights, { maxDetections: 2 }).map(([score]) => score),
      [0.7, 0.6],
    );
  });

  it('removes boxes that are not wanted before they replace others', () => {
    const sights = [seen(left, 0.9, [10, 10, 10, 10]), seen(left, 0.5, [11, 10, 10, 10])];

    assert.deepEqual(
      mergeLooks(looksOf(sights), image, selection, ([x]) => x > 10).map(({ score }) => score),
      [0.5],
    );
  });

  it('gives the same result in any order of the parts', () => {
    const sights = [
      ...[seen(whole, 0.5, [20, 20, 10, 10]), seen(left, 0.8, [21, 20, 10, 10]), seen(left, 0.6, [84, 20, 26, 30])],
      ...[seen(right, 0.7, [90, 18, 24, 30]), seen(right, 0.4, [150, 20, 10, 10])],
    ];

    assert.deepEqual(mergeLooks(looksOf(sights).toReversed(), image, selection), merged(sights));
  });
});
