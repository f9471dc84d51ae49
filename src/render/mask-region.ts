import type { ImageSize, Mask } from '../contract';
import type { PixelRect } from './pixel-rect';

/** The part of a mask that lies inside the picture: pixel (x, y) of the picture is `data[start + y * stride + x]`. */
export interface MaskRegion extends PixelRect {
  /** 1 = object. */
  readonly data: Uint8Array;
  readonly start: number;
  readonly stride: number;
}

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
