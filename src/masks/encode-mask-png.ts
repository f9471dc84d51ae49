import type { Bbox, ImageSize, Mask } from '../contract';
import { maskBounds } from '../geometry/mask';
import { paintPixelRuns, pixelRunsOf } from '../geometry/pixel-runs';
import type { RgbPixels } from '../image/pixels';
import { greyPng, greyPngAround, rgbaPng } from '../image/png';
import { indicesByScore, type ScoredMask } from './scored-mask';

/** The mask at full image size, 255 = object. */
export function maskPng(mask: Mask, image: ImageSize): Promise<Buffer> {
  const bounds = somePixels(mask);
  const pixels = new Uint8Array(bounds[2] * bounds[3]);
  paintPixelRuns(pixels, bounds, pixelRunsOf(mask), 255);
  return greyPngAround(pixels, bounds, image);
}

/** What the mask covers of the picture. Pixels around it are transparent and black: nothing of them is in the file. */
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

/** 1 + the index of the mask that has the pixel, the best score where there are several; 0 where there is none. */
export function indexPng(masks: readonly ScoredMask[], { width, height }: ImageSize): Promise<Buffer> {
  const pixels = masks.length < 256 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (const index of indicesByScore(masks).reverse()) {
    paintPixelRuns(pixels, [0, 0, width, height], pixelRunsOf(masks[index]!.mask), index + 1);
  }
  return greyPng(pixels, { width, height });
}

/** A PNG has at least one pixel; so the picture of an empty mask has that in the corner. */
const somePixels = (mask: Mask): Bbox => (mask.data.length > 0 ? maskBounds(mask) : [0, 0, 1, 1]);
