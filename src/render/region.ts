import type { ImageSize, Mask } from '../contract';
import type { PixelRect } from './pixel-rect';

/** The part of a mask inside the image: pixel (x, y) of the image is `data[start + y * stride + x]`. */
export interface MaskRegion extends PixelRect {
  /** 1 = object, 0 = background. */
  readonly data: Uint8Array;
  readonly start: number;
  readonly stride: number;
}

/** Pixels of the image: those of a mask, or all pixels of a rectangle inside the image. */
export type Region = MaskRegion | PixelRect;

/** Clips a mask to an image of `size`. Shares the data of the mask. */
export function maskRegion({ dims: [height, width], offset: [x, y], data }: Mask, size: ImageSize): MaskRegion {
  const left = Math.max(x, 0);
  const top = Math.max(y, 0);
  return {
    left,
    top,
    right: Math.max(Math.min(x + width, size.width), left),
    bottom: Math.max(Math.min(y + height, size.height), top),
    data,
    start: -y * width - x,
    stride: width,
  };
}

/** All pixels that are in at least one region; with `isInverted`, all other pixels of the image. */
export function unionOf(regions: readonly Region[], { width, height }: ImageSize, isInverted = false): MaskRegion {
  const [inside, outside] = isInverted ? [0, 1] : [1, 0];
  const data = new Uint8Array(width * height).fill(outside);
  for (const region of regions) {
    forEachPixelRun(region, (y, left, right) => data.fill(inside, y * width + left, y * width + right));
  }
  return { left: 0, top: 0, right: width, bottom: height, data, start: 0, stride: width };
}

/** Calls `visit` for each horizontal run of pixels of a region: `left <= x < right`, top to bottom, left to right. */
export function forEachPixelRun(region: Region, visit: (y: number, left: number, right: number) => void): void {
  const { top, bottom, left, right } = region;
  if (!('data' in region)) {
    if (left < right) for (let y = top; y < bottom; y++) visit(y, left, right);
    return;
  }
  const { data, start, stride } = region;
  for (let y = top; y < bottom; y++) {
    const end = start + y * stride + right;
    const toX = right - end;
    for (let at = end - (right - left); at < end; ) {
      while (at < end && data[at] !== 1) at++;
      const first = at;
      while (at < end && data[at] === 1) at++;
      if (first < at) visit(y, first + toX, at + toX);
    }
  }
}
