import assert from 'node:assert/strict';
import type { WorldBox } from '../../../../../models/demo/scenes/world/actor';
import { visibleShares } from '../../../../../models/demo/scenes/world/visible';

describe('visibleShares', () => {
  const image = { width: 100, height: 100 };
  const box: WorldBox = [20, 20, 40, 40];

  for (const { name, boxes, occluders, expected } of [
    { name: 'is 1 for a free box', boxes: [box], occluders: [], expected: 1 },
    { name: 'is a half if half of the box is outside', boxes: [[-20, 20, 40, 40]], occluders: [], expected: 0.5 },
    { name: 'is a half behind an occluder', boxes: [box], occluders: [[0, 0, 40, 90]], expected: 0.5 },
    { name: 'is 1 in front of an occluder', boxes: [box], occluders: [[0, 0, 40, 50]], expected: 1 },
    { name: 'is 0 behind a nearer box', boxes: [box, [0, 0, 90, 90]], occluders: [], expected: 0 },
  ] as { name: string; boxes: WorldBox[]; occluders: WorldBox[]; expected: number }[]) {
    it(name, () => {
      assert.equal(visibleShares(boxes, occluders, image)[0], expected);
    });
  }
});
