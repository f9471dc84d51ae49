import type { Bbox } from '../../contract';
import type { RgbPixels } from '../../image/pixels';
import { resizePixels } from '../../image/resize';
import type { Picture } from '../../models/picture';
import { pixelTensor } from '../../models/preprocess';
import type { CallTimes } from './call-times';

/** A decoded image, or a region of one, as one call uses it. Making the input of a graph counts as `decode` of that call. */
export interface DecodedPicture extends Picture {
  readonly pixels: RgbPixels;
  region(bbox: Bbox): DecodedPicture;
  /** Distinguishes the contents of pictures: equal keys have equal pixels. */
  readonly key: string;
}

export function decodedPicture(
  key: string,
  pixels: RgbPixels,
  times: CallTimes,
  resize: typeof resizePixels = resizePixels,
): DecodedPicture {
  return {
    key,
    pixels,
    size: { width: pixels.width, height: pixels.height },
    input: (layout) => times.measure('decode', async () => pixelTensor(await resize(pixels, layout.size), layout)),
    region: (bbox) => decodedPicture(`${key} region ${bbox}`, cropPixels(pixels, bbox), times),
  };
}

/** @param bbox `[x, y, width, height]`, whole pixels inside the image */
function cropPixels({ data, width, height }: RgbPixels, [x, y, w, h]: Bbox): RgbPixels {
  const isWhole = [x, y, w, h].every(Number.isInteger);
  if (!isWhole || x < 0 || y < 0 || w < 1 || h < 1 || x + w > width || y + h > height) {
    throw new RangeError(`A region must be whole pixels inside ${width} x ${height}, got ${[x, y, w, h]}`);
  }
  const cropped = new Uint8Array(w * h * 3);
  for (let row = 0; row < h; row++) {
    const start = ((y + row) * width + x) * 3;
    cropped.set(data.subarray(start, start + w * 3), row * w * 3);
  }
  return { data: cropped, width: w, height: h };
}
