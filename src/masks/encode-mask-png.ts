import type { Bbox, ImageSize, Mask } from '../contract';
import { maskBounds } from '../geometry/mask';
import { paintPixelRuns, pixelRunsOf } from '../geometry/pixel-runs';
import type { RgbPixels } from '../image/pixels';
import { greyPng, greyPngAround, rgbaPng } from '../image/png';
import { indicesByScore, type ScoredMask } from './scored-mask';

/** PNG of full image size, one channel of 8 bits: 255 = object, 0 = background. */
export function maskPng(mask: Mask, image: ImageSize): Promise<Buffer> {
  const bounds = somePixels(mask);
  const pixels = new Uint8Array(bounds[2] * bounds[3]);
  paintPixelRuns(pixels, bounds, pixelRunsOf(mask), 255);
  return greyPngAround(pixels, bounds, image);
}

/**
 * RGBA PNG of the object, cropped to the mask. All other pixels are transparent black, so the file contains nothing of
 * them. `image` has full size.
 */
export function cutoutPng(mask: Mask, image: RgbPixels): Promise<Buffer> {
  const [left, top, width, height] = somePixels(mask);
  const rgba = Buffer.alloc(width * height * 4);
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue;
    const from = ((top + Math.floor(at / width)) * image.width + left + (at % width)) * 3;
    rgba[at * 4] = image.data[from]!;
    rgba[at * 4 + 1] = image.data[from + 1]!;
    rgba[at * 4 + 2] = image.data[from + 2]!;
    rgba[at * 4 + 3] = 255;
  }
  return rgbaPng(rgba, { width, height });
}

/**
 * PNG of full image size, one channel: each pixel is 1 + the index of its mask, 0 = background. If masks overlap, the
 * mask with the best score gets the pixel, of equal scores the earlier one. 8 bits, or 16 bits from 256 masks on.
 */
export function indexPng(masks: readonly ScoredMask[], { width, height }: ImageSize): Promise<Buffer> {
  const pixels = masks.length < 256 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (const index of indicesByScore(masks).reverse()) {
    paintPixelRuns(pixels, [0, 0, width, height], pixelRunsOf(masks[index]!.mask), index + 1);
  }
  return greyPng(pixels, { width, height });
}

/** A PNG has at least one pixel, so an empty mask is written as the top left pixel of the image. */
const somePixels = (mask: Mask): Bbox => (mask.data.length > 0 ? maskBounds(mask) : [0, 0, 1, 1]);
