import type { Bbox } from '../../contract';
import { croppedImage } from '../../image/crop';
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
    region: (bbox) => decodedPicture(`${key} region ${bbox}`, croppedImage(pixels, bbox), times),
  };
}
