import type { RgbPixels } from './pixels';

/**
 * A smaller copy of an image, of every n-th pixel in both directions. It keeps the shares of colours, and takes less than a
 * millisecond; fine lines become coarse.
 * @param maxWidth of the copy, pixels
 */
export function thumbnailOf({ data, width, height }: RgbPixels, maxWidth: number): RgbPixels {
  const step = Math.max(1, Math.ceil(width / maxWidth));
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const copy = new Uint8Array(columns * rows * 3);
  let to = 0;
  for (let y = 0; y < height; y += step)
    for (let x = 0; x < width; x += step) {
      const from = (y * width + x) * 3;
      copy[to++] = data[from]!;
      copy[to++] = data[from + 1]!;
      copy[to++] = data[from + 2]!;
    }
  return { data: copy, width: columns, height: rows };
}
