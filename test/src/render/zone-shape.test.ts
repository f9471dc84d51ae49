import assert from 'node:assert/strict';
import { colourAssigner } from '../../../src/render/colour-assigner';
import { placedShapes, zoneShapes } from '../../../src/render/zone-shape';

const square = [
  [0, 0],
  [10, 0],
  [10, 20],
];
const yard = { count: 3, labels: {}, trackIds: [], shape: square };
const gate = { in: 12, out: 9, labels: {}, shape: square.slice(0, 2) };

describe('the zones and lines of a message', () => {
  it('are those with shapes', () => {
    assert.deepEqual(zoneShapes({ yard, other: { count: 1 } }, { gate }), [
      { kind: 'zone', name: 'yard', count: '3', points: square },
      { kind: 'line', name: 'gate', count: '12/9', points: square.slice(0, 2) },
    ]);
  });

  for (const none of [undefined, null, {}]) {
    it(`may be ${JSON.stringify(none)}`, () => assert.deepEqual(zoneShapes(none, none), []));
  }

  for (const { name, zones, says } of [
    { name: 'text', zones: 'yard', says: /^msg\.zones must be those of vision-zones, got "yard"/ },
    { name: 'a list', zones: [yard], says: /^msg\.zones must be those of vision-zones/ },
    {
      name: 'a shape of one point',
      zones: { yard: { ...yard, shape: [[1, 2]] } },
      says: /^msg\.zones\.yard\.shape must be/,
    },
    { name: 'a shape of text', zones: { yard: { ...yard, shape: 'round' } }, says: /^msg\.zones\.yard\.shape must be/ },
    {
      name: 'a point that is not finite',
      zones: {
        yard: {
          ...yard,
          shape: [
            [1, 2],
            [3, Number.NaN],
          ],
        },
      },
      says: /shape must be/,
    },
    { name: 'a point of text', zones: { yard: { ...yard, shape: [[1, 2], 'there'] } }, says: /shape must be/ },
    { name: '65 points', zones: { yard: { ...yard, shape: Array(65).fill([1, 2]) } }, says: /shape must be/ },
    {
      name: '201 zones',
      zones: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [index, yard])),
      says: /^msg\.zones must be at most 200 zones and lines, got 201/,
    },
  ]) {
    it(`are refused with ${name}`, () =>
      assert.throws(() => zoneShapes(zones, {}), { code: 'BAD_ZONES', message: says }));
  }

  it('are scaled like the image, and have the colour of their name', () => {
    const shapes = zoneShapes({ yard, garden: yard }, {});
    const [first, second] = placedShapes(shapes, colourAssigner(), { width: 20, height: 20 }, { width: 10, height: 5 });

    assert.deepEqual(first!.points, [
      [0, 0],
      [5, 0],
      [5, 5],
    ]);
    assert.notDeepEqual(first!.colour, second!.colour);
  });
});
