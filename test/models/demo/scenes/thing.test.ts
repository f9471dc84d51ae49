import assert from 'node:assert/strict';
import { blankCanvas, toPixels } from '../../../../models/demo/scenes/canvas';
import { type Coverage, coverageOf } from '../../../../models/demo/scenes/coverage';
import { shapes } from '../../../../models/demo/scenes/kinds';
import type { Outline, Vertex } from '../../../../models/demo/scenes/outlines';
import { type Random, seededRandom } from '../../../../models/demo/scenes/random';
import { drawThing, placeThing } from '../../../../models/demo/scenes/thing';

const side = 64;

/** Draws without shade, shadow, grain or edge. */
const plain: Random = { ...seededRandom(0), uniform: (_, to) => to, chance: () => false };

describe('a thing in a scene', () => {
  for (const shape of shapes) {
    it(`is drawn where its coverage says: ${shape}`, () => {
      const thing = placeThing(shape, side, [1.2, 0.8], seededRandom(3));
      const canvas = blankCanvas(side);
      drawThing(canvas, thing, [200, 100, 50], plain);

      const { data } = toPixels(canvas);
      for (let at = 0; at < side * side; at++) {
        const share = shareAt(thing.coverage, at % side, Math.floor(at / side));
        assert.ok(Math.abs(data[at * 3]! - 200 * share) <= 1, `pixel ${at}`);
      }
    });

    it(`covers what lies inside of its outline: ${shape}`, () => {
      const { outline, coverage } = placeThing(shape, side, [1.2, 0.8], seededRandom(4));
      for (let at = 0; at < side * side; at++) {
        const [x, y] = [at % side, Math.floor(at / side)];
        assert.ok(Math.abs(shareAt(coverage, x, y) - sampledShare(outline, x, y)) < 0.15, `pixel ${x}, ${y}`);
      }
    });
  }
});

describe('the coverage of an outline', () => {
  it('is exact for upright edges, in parts of a pixel', () => {
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

  it('ends at the border of the picture', () => {
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

  it('is nothing for an outline beside the picture', () => {
    const beside: Vertex[] = [
      [10, 1],
      [12, 1],
      [12, 3],
    ];

    assert.equal(coverageOf([beside], 8).data.length, 0);
  });
});

function shareAt({ left, top, width, height, data }: Coverage, x: number, y: number): number {
  const isInside = x >= left && x < left + width && y >= top && y < top + height;
  return isInside ? data[(y - top) * width + x - left]! : 0;
}

/** The share of a grid of points in the pixel that lie inside, by the winding of angles instead of by crossings. */
function sampledShare(outline: Outline, x: number, y: number): number {
  const steps = 8;
  let inside = 0;
  for (let at = 0; at < steps ** 2; at++) {
    const point: Vertex = [x + ((at % steps) + 0.5) / steps, y + (Math.floor(at / steps) + 0.5) / steps];
    const surrounding = outline.filter((corners) => Math.abs(winding(corners, point)) > Math.PI).length;
    if (surrounding % 2 === 1) inside++;
  }
  return inside / steps ** 2;
}

function winding(corners: readonly Vertex[], [x, y]: Vertex): number {
  return corners.reduce((sum, corner, at) => {
    const before = corners.at(at - 1)!;
    const [ax, ay, bx, by] = [before[0] - x, before[1] - y, corner[0] - x, corner[1] - y];
    return sum + Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }, 0);
}
