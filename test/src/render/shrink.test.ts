import assert from 'node:assert/strict';
import type { Mask } from '../../../src/contract';
import { placedDetection } from '../../../src/render/placed-detection';
import { shrinkToWidth } from '../../../src/render/shrink';
import { detection, greyImage, maskOf, solidMask } from './images';

const placed = (mask?: Mask) => [placedDetection(detection('cat', [20, 10, 40, 30], mask), 0, [0, 0, 0])];

describe('shrinkToWidth', () => {
  it('keeps the aspect ratio and scales boxes and masks', async () => {
    const small = await shrinkToWidth(greyImage(200, 100), placed(solidMask(40, 30, [20, 10])), 100);

    assert.deepEqual([small.image.width, small.image.height], [100, 50]);
    const [{ bbox, mask, area }] = small.detections as [(typeof small.detections)[number]];
    assert.deepEqual(bbox, [10, 5, 20, 15]);
    assert.deepEqual([mask!.offset, mask!.dims, mask!.data.every((bit) => bit === 1)], [[10, 5], [15, 20], true]);
    assert.equal(area, 1200, 'the area is that in the original image');
  });

  for (const { maxWidth, width } of [
    { maxWidth: 0, width: 200 },
    { maxWidth: 200, width: 200 },
    { maxWidth: 999, width: 200 },
    { maxWidth: 1, width: 1 },
  ]) {
    it(`returns a width of ${width} for 200 with maxWidth ${maxWidth}`, async () => {
      assert.equal((await shrinkToWidth(greyImage(200, 100), [], maxWidth)).image.width, width);
    });
  }

  it('samples the mask at the centres of the new pixels', async () => {
    const mask = maskOf(['##....', '##....', '....##', '....##'], [20, 10]);

    const { detections: small } = await shrinkToWidth(greyImage(60, 40), placed(mask), 30);

    assert.deepEqual(small[0]!.mask, { ...maskOf(['#..', '..#'], [10, 5]) });
  });

  it('handles masks that are partly outside or vanish', async () => {
    const outside = await shrinkToWidth(greyImage(40, 40), placed(solidMask(8, 8, [-4, -4])), 20);
    const tiny = await shrinkToWidth(greyImage(40, 40), placed(solidMask(1, 1, [4, 4])), 4);

    assert.deepEqual(
      [outside.detections[0]!.mask!.offset, outside.detections[0]!.mask!.dims],
      [
        [-2, -2],
        [4, 4],
      ],
    );
    assert.equal(tiny.detections[0]!.mask!.data.length, 0);
  });
});
