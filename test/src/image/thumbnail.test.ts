import assert from 'node:assert/strict';
import { thumbnailOf } from '../../../src/image/thumbnail';

/** Red is x, green is y. */
function ramp(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return [pixel % width, Math.floor(pixel / width), 7][at % 3]!;
  });
  return { data, width, height };
}

describe('thumbnailOf', () => {
  it('keeps every n-th pixel, so that the width is at most `maxWidth`', () => {
    const { data, width, height } = thumbnailOf(ramp(5, 4), 2);

    assert.deepEqual({ width, height }, { width: 2, height: 2 });
    assert.deepEqual([...data], [0, 0, 7, 3, 0, 7, 0, 3, 7, 3, 3, 7]);
  });

  for (const { side, maxWidth } of [
    { side: [1920, 1080], maxWidth: 320 },
    { side: [321, 5], maxWidth: 320 },
    { side: [1, 1], maxWidth: 320 },
  ] as const) {
    it(`makes ${side.join(' x ')} at most ${maxWidth} wide, and not less than half of it`, () => {
      const { data, width, height } = thumbnailOf(ramp(side[0], side[1]), maxWidth);

      assert.ok(width <= maxWidth && width >= Math.min(side[0], maxWidth / 2));
      assert.equal(data.length, width * height * 3);
    });
  }

  it('copies a small image', () => {
    const image = ramp(3, 2);

    assert.deepEqual(thumbnailOf(image, 320), image);
  });
});
