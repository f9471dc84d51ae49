import assert from 'node:assert/strict';
import { filmShapes } from '../../../../models/demo/scenes/moving-shapes';
import { maskArea, maskIou } from '../../../../src/geometry/mask';

const options = { side: 160, count: 6 };

describe('a film of shapes', () => {
  it('has the same frame for the same seed and time, and another one for another time', () => {
    const [a, b] = [filmShapes(3, options), filmShapes(3, options)];
    b(5);

    assert.deepEqual(b(1.5), a(1.5));
    assert.notDeepEqual(a(2.5).pixels, a(1.5).pixels);
  });

  it('has the visible pixels of each object, which no two objects share', () => {
    const { objects } = filmShapes(4, options)(2);

    assert.deepEqual(
      objects.map(({ id }) => id),
      [1, 2, 3, 4, 5, 6],
    );
    for (const one of objects)
      for (const other of objects) if (one.id < other.id) assert.equal(maskIou(one.mask, other.mask) || 0, 0);
    assert.ok(objects.some(({ mask }) => maskArea(mask) > 200));
  });

  it('moves objects by little in little time', () => {
    const film = filmShapes(5, options);
    const [now, soon, later] = [film(1), film(1.05), film(9)];
    const overlap = (a: typeof now, b: typeof now): number =>
      a.objects.reduce((sum, { mask }, index) => sum + maskIou(mask, b.objects[index]!.mask), 0) / options.count;

    assert.ok(overlap(now, soon) > 0.85, `${overlap(now, soon)}`);
    assert.ok(overlap(now, later) < 0.5, `${overlap(now, later)}`);
  });
});
