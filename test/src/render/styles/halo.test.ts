import assert from 'node:assert/strict';
import { colourAssigner } from '../../../../src/render/colour-assigner';
import { drawOnGrey } from '../draw-on-grey';
import { boundsOf, detection, drawnPixels, maskOf, pixelAt, solidMask } from '../images';

const halo = { styles: ['halo'] } as const;
const isDrawn = (rgb: readonly number[]): boolean => rgb.some((value) => value !== 100);
const colour = colourAssigner().forLabel('cat');

/** Share of the class colour in a pixel, 0 to 1. */
const shareAt = (drawn: Parameters<typeof pixelAt>[0], x: number, y: number): number =>
  (pixelAt(drawn, x, y)[0] - 100) / (colour[0] - 100);

describe('halo', () => {
  it('glows around the mask and does not change the object', async () => {
    const drawn = await drawOnGrey([270, 270], [detection('cat', [0, 0, 9, 9], solidMask(60, 60, [100, 100]))], halo);

    for (const [x, y] of [
      [100, 100],
      [130, 130],
      [159, 159],
    ] as const) {
      assert.deepEqual(pixelAt(drawn, x, y), [100, 100, 100]);
    }
    const { left, top, width, height } = boundsOf(drawn, isDrawn);
    assert.ok(left >= 90 && left <= 93 && width >= 74 && width <= 80, `${left}, ${width}`);
    assert.deepEqual([top, height], [left, width]);
  });

  it('fades with the distance and never exceeds its opacity', async () => {
    const drawn = await drawOnGrey([270, 270], [detection('cat', [0, 0, 9, 9], solidMask(60, 60, [100, 100]))], {
      ...halo,
      haloOpacity: 0.6,
    });

    const shares = [99, 97, 95, 93, 91, 89].map((x) => shareAt(drawn, x, 130));
    assert.ok(shares.every((share, at) => at === 0 || share <= shares[at - 1]!));
    assert.ok(shares[0]! > 0.15 && shares[0]! <= 0.6, `${shares[0]}`);
    assert.ok(shares.at(-1) === 0);
  });

  it('is as strong around a thin object', async () => {
    const drawn = await drawOnGrey([270, 270], [detection('cat', [0, 0, 9, 9], solidMask(1, 60, [130, 100]))], halo);

    assert.ok(shareAt(drawn, 129, 130) > 0.6);
  });

  it('does not cover other objects', async () => {
    const cats = [solidMask(40, 40, [100, 100]), solidMask(40, 40, [142, 100])];

    const drawn = await drawOnGrey(
      [270, 270],
      cats.map((mask) => detection('cat', [0, 0, 9, 9], mask)),
      halo,
    );

    assert.deepEqual(pixelAt(drawn, 143, 120), [100, 100, 100]);
    assert.notDeepEqual(pixelAt(drawn, 140, 120), [100, 100, 100]);
  });

  it('glows around the box if there is no mask', async () => {
    const cat = detection('cat', [100, 100, 60, 60]);

    const drawn = await drawOnGrey([270, 270], [cat], halo);

    const masked = await drawOnGrey([270, 270], [{ ...cat, mask: solidMask(60, 60, [100, 100]) }], halo);
    assert.deepEqual(drawn.data, masked.data);
  });

  it('draws nothing for an empty mask or outside the image', async () => {
    const cats = [detection('cat', [0, 0, 4, 4], maskOf([])), detection('cat', [900, 9, 4, 4])];

    assert.ok(drawnPixels(await drawOnGrey([20, 20], cats, halo)).every((row) => !row.includes('#')));
  });
});
