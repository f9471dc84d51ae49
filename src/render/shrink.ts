import type { ImageSize, Mask } from '../contract';
import { scaledBox } from '../geometry/box';
import { isSameSize } from '../geometry/image-size';
import { emptyMask } from '../geometry/mask';
import type { RgbPixels } from '../image/pixels';
import { resizePixels } from '../image/resize';
import type { PlacedDetection } from './placed-detection';

/**
 * Shrinks an image and its detections to `maxWidth` pixels. Returns its input if the image is not wider or `maxWidth`
 * is 0. The area of detections stays that of the original image.
 */
export async function shrinkToWidth(
  image: RgbPixels,
  detections: readonly PlacedDetection[],
  maxWidth: number,
): Promise<{ image: RgbPixels; detections: readonly PlacedDetection[] }> {
  if (maxWidth === 0 || image.width <= maxWidth) return { image, detections };
  const size = { width: maxWidth, height: Math.max(Math.round((image.height * maxWidth) / image.width), 1) };
  const data = await resizePixels(image, size);
  return {
    image: { data, ...size },
    detections: shrinkDetections(detections, image, size),
  };
}

/** Scales detections like an image. Returns its input if the sizes are equal. */
export function shrinkDetections(
  detections: readonly PlacedDetection[],
  from: ImageSize,
  to: ImageSize,
): readonly PlacedDetection[] {
  if (isSameSize(from, to)) return detections;
  return detections.map((detection) => shrinkDetection(detection, from, to));
}

function shrinkDetection(detection: PlacedDetection, from: ImageSize, to: ImageSize): PlacedDetection {
  const [across, down] = [to.width / from.width, to.height / from.height];
  const bbox = scaledBox(detection.bbox, from, to);
  return { ...detection, bbox, ...(detection.mask ? { mask: shrinkMask(detection.mask, across, down) } : {}) };
}

/** Samples the mask at the centres of the pixels of the shrunk image. */
function shrinkMask({ dims, offset: [x, y], data }: Mask, across: number, down: number): Mask {
  const columns = sampledPixels(x, dims[1], across);
  const rows = sampledPixels(y, dims[0], down);
  if (columns.at.length === 0 || rows.at.length === 0) return emptyMask();
  const bits = Buffer.alloc(columns.at.length * rows.at.length);
  let to = 0;
  for (const row of rows.at) for (const column of columns.at) bits[to++] = data[row * dims[1] + column]!;
  return { type: 'uint8', dims: [rows.at.length, columns.at.length], offset: [columns.first, rows.first], data: bits };
}

/**
 * The mask's pixels under the centres of the shrunk image's pixels, along one axis.
 * @returns `first`: index of the first such pixel of the shrunk image; `at`: index in the mask for each one from there
 * on
 */
function sampledPixels(offset: number, length: number, scale: number): { first: number; at: number[] } {
  const first = Math.ceil(offset * scale - 0.5);
  const end = Math.ceil((offset + length) * scale - 0.5);
  const at = Array.from({ length: Math.max(end - first, 0) }, (_, pixel) =>
    Math.min(Math.max(Math.floor((first + pixel + 0.5) / scale) - offset, 0), length - 1),
  );
  return { first, at };
}
