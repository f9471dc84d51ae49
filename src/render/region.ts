import type { ImageSize, Mask } from '../contract';
import type { PixelRect } from './pixel-rect';

/** The part of a mask that lies inside the picture: pixel (x, y) of the picture is `data[start + y * stride + x]`. */
export interface MaskRegion extends PixelRect {
  /** 1 = object. */
  readonly data: Uint8Array;
  readonly start: number;
  readonly stride: number;
}

/** Pixels of the picture: a mask's, or all of a rectangle that lies inside the picture. */
export type Region = MaskRegion | PixelRect;

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

/** All pixels that are in one of the regions; with `isInverted` all that are in none. */
export function unionOf(regions: readonly Region[], { width, height }: ImageSize, isInverted = false): MaskRegion {
  const [inside, outside] = isInverted ? [0, 1] : [1, 0];
  const data = new Uint8Array(width * height).fill(outside);
  for (const region of regions) {
    forEachPixelRun(region, (y, left, right) => data.fill(inside, y * width + left, y * width + right));
  }
  return { left: 0, top: 0, right: width, bottom: height, data, start: 0, stride: width };
}

/** Calls back for each run of a region's pixels along a row: `left <= x < right`. */
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
