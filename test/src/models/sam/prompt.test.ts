import assert from 'node:assert/strict';
import type { Bbox, Point } from '../../../../src/contract';
import { promptInImage, promptsFrom, type SamPrompt } from '../../../../src/models/sam/prompt';

const at = (x: number, y: number, label: 1 | 0 = 1): Point => ({ x, y, label });
const box: Bbox = [10, 10, 20, 20];

describe('promptsFrom', () => {
  const cases: { name: string; boxes: Bbox[]; points: Point[]; expected: SamPrompt[] }[] = [
    { name: 'nothing shows nothing', boxes: [], points: [], expected: [] },
    {
      name: 'points alone show one object',
      boxes: [],
      points: [at(1, 1), at(90, 90, 0)],
      expected: [{ points: [at(1, 1), at(90, 90, 0)] }],
    },
    { name: 'boxes alone show one object each', boxes: [box], points: [], expected: [{ box, points: [] }] },
    {
      name: 'a box takes the points in it, up to its edge, and others take theirs',
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
});

describe('promptInImage', () => {
  const image = { width: 100, height: 50 };
  const cases: { name: string; prompt: SamPrompt; expected: SamPrompt | undefined }[] = [
    {
      name: 'cuts a box',
      prompt: { box: [90, -10, 20, 20], points: [] },
      expected: { box: [90, 0, 10, 10], points: [] },
    },
    {
      name: 'gives up a box beside the image',
      prompt: { box: [100, 0, 5, 5], points: [at(1, 1)] },
      expected: undefined,
    },
    { name: 'gives up a box of no area', prompt: { box: [10, 10, 0, 5], points: [] }, expected: undefined },
    {
      name: 'leaves out points beside the image',
      prompt: { points: [at(100, 50), at(101, 50), at(1, -1)] },
      expected: { points: [at(100, 50)] },
    },
    { name: 'gives up points that are all beside the object', prompt: { points: [at(5, 5, 0)] }, expected: undefined },
    {
      name: 'keeps a box whose points are all beside the object',
      prompt: { box, points: [at(15, 15, 0)] },
      expected: { box, points: [at(15, 15, 0)] },
    },
  ];
  for (const { name, prompt, expected } of cases) {
    it(name, () => assert.deepEqual(promptInImage(prompt, image), expected));
  }
});
