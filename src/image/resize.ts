import sharp from 'sharp';
import type { ImageSize } from '../contract';
import type { RgbPixels } from './pixels';
import { resizeTriangle } from './triangle-filter';

/**
 * Resizes as the models' own preprocessing does (Pillow's antialiased bilinear), aspect ignored.
 *
 * Where both sides shrink, sharp is within 0.4 grey levels of Pillow on average and five times as fast on a 1080p frame.
 * Where one grows, sharp samples half a pixel off (up to 80 levels), and the exact filter costs the same as sharp.
 */
export async function resizePixels(pixels: RgbPixels, to: ImageSize): Promise<Uint8Array> {
  const { data, width, height } = pixels;
  if (to.width > width || to.height > height) return resizeTriangle(data, pixels, to);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
}
