import type { Bbox, RawImage } from '../../src';
import { decodeImage } from '../../src/image/decode';
import { scene } from './scenes';

/** A drawn scene of 320 x 320 pixels at some location in a grey image of 1280 x 960 pixels, where its objects are small. */
export async function largePicture(index: number, [left, top]: readonly [x: number, y: number]) {
  const { image, objects } = scene(index);
  const { data, width, height } = await decodeImage(image);
  const size = { width: 1280, height: 960 };
  const pixels = Buffer.alloc(size.width * size.height * 3, 128);
  for (let row = 0; row < height; row++) {
    const line = data.subarray(row * width * 3, (row + 1) * width * 3);
    pixels.set(line, ((top + row) * size.width + left) * 3);
  }
  const picture: RawImage = { data: pixels, ...size, channels: 3 };
  return {
    picture,
    objects: objects.map(({ label, bbox: [x, y, w, h] }) => ({ label, bbox: [x + left, y + top, w, h] as Bbox })),
  };
}
