import assert from 'node:assert/strict';
import { blankCanvas, toPixels } from '../../../../models/demo/scenes/canvas';
import { type Coverage, coverageOf } from '../../../../models/demo/scenes/coverage';
import { shapes } from '../../../../models/demo/scenes/kinds';
import type { Outline, Vertex } from '../../../../models/demo/scenes/outlines';
import { drawShape, placeShape } from '../../../../models/demo/scenes/placed-shape';
import { type Random, seededRandom } from '../../../../models/demo/scenes/random';

const side = 64;

/** Makes `drawShape` draw without shade, shadow, grain or edge. */
const plain: Random = { ...seededRandom(0), uniform: (_, to) => to, chance: () => false };

describe('a placed shape', () => {
  for (const shape of shapes) {
    it(`is drawn on exactly the pixels of its coverage: ${shape}`, () => {
      const placed = placeShape(shape, side, [1.2, 0.8], seededRandom(3));
      const canvas = blankCanvas(side);
      drawShape(canvas, placed, [200, 100, 50], plain);

      const { data } = toPixels(canvas);
      for (let at = 0; at < side * side; at++) {
        const share = shareAt(placed.coverage, at % side, Math.floor(at / side));
        assert.ok(Math.abs(data[at * 3]! - 200 * share) <= 1, `pixel ${at}`);
      }
    });

    it(`covers the pixels inside its outline: ${shape}`, () => {
      const { outline, coverage } = placeShape(shape, side, [1.2, 0.8], seededRandom(4));
      for (let at = 0; at < side * side; at++) {
        const [x, y] = [at % side, Math.floor(at / side)];
        assert.ok(Math.abs(shareAt(coverage, x, y) - sampledShare(outline, x, y)) < 0.15, `pixel ${x}, ${y}`);
      }
    });
  }
});

describe('the coverage of an outline', () => {
  it('is exact for vertical edges that cut through pixels', () => {
    const outline: Outline = [
      [
        [1.25, 1],
        [2.5, 1],
        [2.5, 2],
        [1.25, 2],
      ],
    ];

    const { left, top, width, height, data } = coverageOf(outline, 8);

    assert.deepEqual(
      { left, top, width, height, data: [...data] },
      { left: 1, top: 1, width: 2, height: 1, data: [0.75, 0.5] },
    );
  });

  it('is clipped to the image', () => {
    const square: Vertex[] = [
      [-5, -5],
      [20, -5],
      [20, 20],
      [-5, 20],
    ];

    const { left, top, width, height, data } = coverageOf([square], 8);

    assert.deepEqual([left, top, width, height], [0, 0, 8, 8]);
    assert.ok(data.every((share) => share === 1));
  });

  it('is empty for an outline outside the image', () => {
    const outside: Vertex[] = [
      [10, 1],
      [12, 1],
      [12, 3],
    ];

    assert.equal(coverageOf([outside], 8).data.length, 0);
  });
});

function shareAt({ left, top, width, height, data }: Coverage, x: number, y: number): number {
  const isInside = x >= left && x < left + width && y >= top && y < top + height;
  return isInside ? data[(y - top) * width + x - left]! : 0;
}

/** The share of 8 x 8 points of the pixel that are inside, decided by winding angles instead of crossings. */
function sampledShare(outline: Outline, x: number, y: number): number {
  const steps = 8;
  let inside = 0;
  for (let at = 0; at < steps ** 2; at++) {
    const point: Vertex = [x + ((at % steps) + 0.5) / steps, y + (Math.floor(at / steps) + 0.5) / steps];
    const containing = outline.filter((corners) => Math.abs(winding(corners, point)) > Math.PI).length;
    if (containing % 2 === 1) inside++;
  }
  return inside / steps ** 2;
}

/** The angle in radians by which a closed polygon turns around a point: 0 if the point is outside. */
function winding(corners: readonly Vertex[], [x, y]: Vertex): number {
  return corners.reduce((sum, corner, at) => {
    const before = corners.at(at - 1)!;
    const [ax, ay, bx, by] = [before[0] - x, before[1] - y, corner[0] - x, corner[1] - y];
    return sum + Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }, 0);
}
