import assert from 'node:assert/strict';
import type { Bbox, Mask } from '../../../src/contract';
import { emptyMask } from '../../../src/geometry/mask';
import { isInPolygon, type Point2d } from '../../../src/geometry/polygon';
import { segmentsOf } from '../../../src/geometry/segment';
import { shareInside } from '../../../src/zones/overlap-share';
import { random } from '../../support/random';

const sidesOf = (...corners: readonly Point2d[]) => segmentsOf([...corners, corners[0]!]);
const square = sidesOf([0, 0], [100, 0], [100, 100], [0, 100]);
const bbox = (x: number, y: number): Bbox => [x, y, 40, 40];

describe('the share of an object in a polygon', () => {
  for (const { name, box, share } of [
    { name: 'is 1 inside', box: bbox(10, 10), share: 1 },
    { name: 'is 0 outside', box: bbox(110, 10), share: 0 },
    { name: 'is the part of its box', box: bbox(70, 10), share: 0.75 },
    { name: 'is the part of its box in both directions', box: bbox(80, 80), share: 0.25 },
    { name: 'is 0 for a box without an area beyond it', box: [200, 10, 0, 0] as Bbox, share: 0 },
  ]) {
    it(name, () => assert.equal(shareInside(square, box), share));
  }

  it('is exact to a cell of 64 x 64 for slanted sides', () => {
    const triangle = sidesOf([0, 0], [40, 0], [0, 40]);

    assert.ok(Math.abs(shareInside(triangle, bbox(0, 0)) - 0.5) < 0.01);
  });

  it('is the share of the centres of 64 x 64 cells, wherever the box is', () => {
    const next = random(11);
    const corner = (index: number, count: number): Point2d => {
      const angle = (index / count) * 2 * Math.PI;
      const radius = 100 + next() * 300;
      return [500 + Math.cos(angle) * radius, 500 + Math.sin(angle) * radius];
    };
    let whole = 0;
    for (let run = 0; run < 300; run++) {
      const count = 3 + Math.floor(next() * 20);
      const polygon = Array.from({ length: count }, (_, index) => corner(index, count));
      const box: Bbox = [next() * 900, next() * 900, next() * 100, next() * 100];
      const centres = Array.from(
        { length: 64 * 64 },
        (_, cell): Point2d => [
          box[0] + (((cell % 64) + 0.5) / 64) * box[2],
          box[1] + ((Math.floor(cell / 64) + 0.5) / 64) * box[3],
        ],
      );
      const expected = centres.filter((centre) => isInPolygon(centre, polygon)).length / centres.length;
      if (expected === 0 || expected === 1) whole++;

      assert.equal(shareInside(sidesOf(...polygon), box), expected, `${run}`);
    }
    assert.ok(whole > 50 && whole < 280, `${whole}`);
  });

  it('excludes the notch of a polygon', () => {
    const corner = sidesOf([0, 0], [20, 0], [20, 20], [40, 20], [40, 40], [0, 40]);

    assert.equal(shareInside(corner, bbox(0, 0)), 0.75);
  });

  it('is that of the mask, wherever its box is', () => {
    const mask: Mask = { type: 'uint8', dims: [10, 10], offset: [95, 0], data: Buffer.alloc(100, 1) };

    assert.equal(shareInside(square, bbox(10, 10), mask), 0.5);
  });

  it('counts only the pixels of the object, of a mask with any value', () => {
    // Only its right half is the object.
    const data = Buffer.from(Array.from({ length: 400 }, (_, at) => (at % 20 < 10 ? 0 : 255)));
    const mask: Mask = { type: 'uint8', dims: [20, 20], offset: [85, 0], data };

    assert.equal(shareInside(square, bbox(10, 10), mask), 0.5);
  });

  it('is that of the box if the mask is empty', () => {
    assert.equal(shareInside(square, bbox(10, 10), emptyMask()), 1);
    assert.equal(shareInside(square, bbox(10, 10), { ...emptyMask(), dims: [2, 2], data: Buffer.alloc(4) }), 0);
  });
});
