import assert from 'node:assert/strict';
import { boxInSquare, padToSquare, pointInSquare } from '../../../../src/models/sam/encoder-square';
import { goldenCases } from '../../../support/goldens';

interface Target {
  readonly width: number;
  readonly height: number;
  readonly degenerate?: string;
}

interface ResizeCase extends Target {
  readonly sam_1024: Target;
  readonly sam_256: Target;
}

describe('padToSquare', () => {
  for (const { width, height, ...targets } of goldenCases<ResizeCase>('resize_rule')) {
    for (const [key, side] of [
      ['sam_1024', 1024],
      ['sam_256', 256],
    ] as const) {
      const { degenerate, ...expected } = targets[key];
      it(`fits ${width} x ${height} into a square of ${side} ${degenerate ? 'with at least one pixel, where transformers fails' : 'as transformers does'}`, () => {
        const { content } = padToSquare({ width, height }, side);

        assert.deepEqual(content, {
          width: Math.max(expected.width, 1),
          height: Math.max(expected.height, 1),
        });
      });
    }
  }

  it('scales points and boxes by the rounded sides, separately for each axis', () => {
    const square = padToSquare({ width: 100, height: 33 }, 50);

    assert.deepEqual(square.content, { width: 50, height: 17 });
    assert.deepEqual(pointInSquare({ x: 100, y: 33 }, square), [50, 17]);
    assert.deepEqual(boxInSquare([0, 0, 50, 33], square), [0, 0, 25, 17]);
  });
});
