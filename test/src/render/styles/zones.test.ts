import assert from 'node:assert/strict';
import type { ZoneShape } from '../../../../src/render/zone-shape';
import { drawOnGrey } from '../draw-on-grey';
import { boundsOf, detection, pixelAt } from '../images';

const yard: ZoneShape = {
  ...{ kind: 'zone', name: 'yard', count: '3' },
  points: [
    [100, 150],
    [300, 150],
    [300, 350],
    [100, 350],
  ],
};
/** From left to right: the direction "in" is down. */
const gate: ZoneShape = {
  ...{ kind: 'line', name: 'gate', count: '12/9' },
  points: [
    [100, 200],
    [300, 200],
  ],
};

const draw = (zones: readonly ZoneShape[] | undefined, more: object = {}) =>
  drawOnGrey([400, 400], [], { styles: ['zones'], zones, ...more });

const isGrey = (rgb: readonly number[]): boolean => rgb.every((value) => value === 100);

describe('zones', () => {
  it('are filled so that objects in them stay visible, with a solid line at their edge', async () => {
    const canvas = await draw([yard]);
    const [inside, edge] = [pixelAt(canvas, 200, 250), pixelAt(canvas, 300, 250)];

    assert.ok(!isGrey(inside) && inside.every((value) => Math.abs(value - 100) < 30), `${inside}`);
    assert.ok(Math.max(...edge.map((value) => Math.abs(value - 100))) > 60, `${edge}`);
    assert.ok(isGrey(pixelAt(canvas, 350, 250)));
  });

  it('have a line with an arrow to the side that is "in"', async () => {
    const canvas = await draw([gate]);
    const { top, height } = boundsOf(canvas, (rgb) => !isGrey(rgb));

    // The name is above the line, the arrow below it.
    assert.ok(top + height > 210, `${top + height}`);
    assert.ok(!isGrey(pixelAt(canvas, 200, 206)));
    const upwards = await draw([{ ...gate, points: [...gate.points].reverse() }]);
    assert.ok(isGrey(pixelAt(upwards, 200, 206)));
    assert.ok(!isGrey(pixelAt(upwards, 200, 194)));
  });

  it('have their name and count', async () => {
    const without = await draw([{ ...yard, name: '', count: '' }]);
    const named = await draw([yard]);
    const longer = await draw([{ ...yard, count: '3000' }]);
    const widthOf = async (canvas: typeof named): Promise<number> => {
      const row = Array.from({ length: 400 }, (_, x) => pixelAt(canvas, x, 142));
      return row.filter((rgb) => !isGrey(rgb)).length;
    };

    assert.equal(await widthOf(without), 0);
    assert.ok((await widthOf(named)) > 20);
    assert.ok((await widthOf(longer)) > (await widthOf(named)));
  });

  it('are scaled with the image', async () => {
    const canvas = await draw([{ ...yard, name: '', count: '' }], { maxWidth: 200 });
    const { left, width } = boundsOf(canvas, (rgb) => !isGrey(rgb));

    assert.ok(left >= 48 && left <= 50 && width >= 100 && width <= 104, `${left} ${width}`);
  });

  it('are drawn at their place in the list of styles, and not without this style', async () => {
    const box = [detection('cat', [150, 200, 50, 50])];
    const mask = { zones: [yard], styles: ['zones', 'mask-only'] as const };

    assert.deepEqual(pixelAt(await drawOnGrey([400, 400], box, mask), 120, 300), [0, 0, 0]);
    assert.ok(isGrey(pixelAt(await drawOnGrey([400, 400], [], { zones: [yard], styles: [] }), 200, 250)));
    assert.ok(isGrey(pixelAt(await draw(undefined), 200, 250)));
  });
});
