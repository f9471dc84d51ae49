import assert from 'node:assert/strict';
import type { Bbox, Point } from '../../../../src/contract';
import { promptInImage, promptsFrom, type SamPrompt } from '../../../../src/models/sam/prompt';

const at = (x: number, y: number, label: 1 | 0 = 1): Point => ({ x, y, label });
const box: Bbox = [10, 10, 20, 20];

describe('promptsFrom', () => {
  const cases: { name: string; boxes: Bbox[]; points: Point[]; expected: SamPrompt[] }[] = [
    { name: 'without boxes and points there is no prompt', boxes: [], points: [], expected: [] },
    {
      name: 'points without boxes are one prompt',
      boxes: [],
      points: [at(1, 1), at(90, 90, 0)],
      expected: [{ points: [at(1, 1), at(90, 90, 0)] }],
    },
    { name: 'each box is a prompt', boxes: [box], points: [], expected: [{ box, points: [] }] },
    {
      name: 'a box has the points inside it and on its edge, and boxes may share a point',
      boxes: [box, [25, 25, 50, 50], [80, 80, 5, 5]],
      points: [at(10, 30), at(28, 28, 0), at(60, 60), at(9, 9)],
      expected: [
        { box, points: [at(10, 30), at(28, 28, 0)] },
        { box: [25, 25, 50, 50], points: [at(28, 28, 0), at(60, 60)] },
        { box: [80, 80, 5, 5], points: [] },
      ],
    },
  ];
  for (const { name, boxes, points, expected } of cases) {
    it(name, () => assert.deepEqual(promptsFrom(boxes, points), expected));
  }

  const tooMany: { name: string; boxes: number; points: number; message: RegExp }[] = [
    {
      name: '10,001 boxes',
      boxes: 10_001,
      points: 0,
      message: /^The image has too many boxes: at most 10000, got 10001/,
    },
    { name: '1,001 points', boxes: 0, points: 1001, message: /^The image has too many points: at most 1000, got 1001/ },
    {
      name: 'boxes that share too many points',
      boxes: 10_000,
      points: 1000,
      message: /^The boxes have too many points: at most 100000 in all boxes together, got 101000 or more/,
    },
  ];
  for (const { name, boxes, points, message } of tooMany) {
    it(`refuses ${name}`, () => {
      const fill = <T>(count: number, value: T): T[] => new Array(count).fill(value);

      assert.throws(() => promptsFrom(fill(boxes, box), fill(points, at(15, 15))), { code: 'BAD_BOXES', message });
    });
  }
});

describe('promptInImage', () => {
  const image = { width: 100, height: 50 };
  const cases: { name: string; prompt: SamPrompt; expected: SamPrompt | undefined }[] = [
    {
      name: 'clips a box',
      prompt: { box: [90, -10, 20, 20], points: [] },
      expected: { box: [90, 0, 10, 10], points: [] },
    },
    {
      name: 'drops a box outside the image',
      prompt: { box: [100, 0, 5, 5], points: [at(1, 1)] },
      expected: undefined,
    },
    { name: 'drops a box without area', prompt: { box: [10, 10, 0, 5], points: [] }, expected: undefined },
    {
      name: 'drops points outside the image',
      prompt: { points: [at(100, 50), at(101, 50), at(1, -1)] },
      expected: { points: [at(100, 50)] },
    },
    { name: 'drops a prompt of background points only', prompt: { points: [at(5, 5, 0)] }, expected: undefined },
    {
      name: 'keeps a box with background points only',
      prompt: { box, points: [at(15, 15, 0)] },
      expected: { box, points: [at(15, 15, 0)] },
    },
  ];
  for (const { name, prompt, expected } of cases) {
    it(name, () => assert.deepEqual(promptInImage(prompt, image), expected));
  }
});
