import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { type NmsMode, suppress } from '../../../src/geometry/nms';

interface Named {
  readonly id: string;
  readonly label: string;
  readonly bbox: Bbox;
}

const of = (id: string, label: string, bbox: Bbox): Named => ({ id, label, bbox });

describe('suppress', () => {
  // Each of the three overlaps its neighbour by 2/3 and the one after it by 1/3.
  const chain = [
    of('left', 'cat', [0, 0, 10, 10]),
    of('mid', 'cat', [2, 0, 10, 10]),
    of('right', 'cat', [5, 0, 10, 10]),
  ];
  const mixed = [of('cat', 'cat', [0, 0, 10, 10]), of('dog', 'dog', [0, 0, 10, 10]), of('tom', 'cat', [1, 0, 10, 10])];
  const half = [of('whole', 'cat', [0, 0, 10, 10]), of('half', 'cat', [0, 0, 10, 5])];

  const cases: { name: string; boxes: Named[]; mode: NmsMode; iou: number; expected: string[] }[] = [
    {
      name: 'keeps the better of two that overlap',
      boxes: mixed,
      mode: 'class',
      iou: 0.5,
      expected: ['cat', 'dog'],
    },
    {
      name: 'compares labels in one normal form',
      boxes: [of('cat', 'café', [0, 0, 10, 10]), of('other', 'CAFE\u0301.', [1, 0, 10, 10])],
      mode: 'class',
      iou: 0.5,
      expected: ['cat'],
    },
    { name: 'compares across labels with `agnostic`', boxes: mixed, mode: 'agnostic', iou: 0.5, expected: ['cat'] },
    { name: 'keeps duplicates with `off`', boxes: mixed, mode: 'off', iou: 0.5, expected: ['cat', 'dog', 'tom'] },
    {
      name: 'lets only kept detections suppress others',
      boxes: chain,
      mode: 'class',
      iou: 0.5,
      expected: ['left', 'right'],
    },
    {
      name: 'keeps an overlap of exactly `iou`',
      boxes: half,
      mode: 'class',
      iou: 0.5,
      expected: ['whole', 'half'],
    },
    { name: 'removes an overlap just above `iou`', boxes: half, mode: 'class', iou: 0.499, expected: ['whole'] },
    { name: 'accepts an empty list', boxes: [], mode: 'agnostic', iou: 0.5, expected: [] },
  ];
  for (const { name, boxes, mode, iou, expected } of cases) {
    it(name, () => {
      const kept = suppress(boxes, mode, iou);

      assert.deepEqual(
        kept.map(({ id }) => id),
        expected,
      );
    });
  }

  it('does not change its input', () => {
    const boxes = Object.freeze([...mixed]);

    assert.notEqual(suppress(boxes, 'off', 0.5), boxes);
    assert.deepEqual(boxes, mixed);
  });
});
