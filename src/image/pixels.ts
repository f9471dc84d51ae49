/** Decoded pixels of the upright image: sRGB, 8 bits per channel, interleaved `[height, width, 3]`. */
export interface RgbPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** An image to draw on, which may have transparent pixels. */
export interface Canvas extends RgbPixels {
  /**
   * `[height, width]`, 0 = transparent, 255 = opaque. Absent if all pixels are opaque. Colours are premultiplied by
   * alpha: the formula for painting is then the same for colours and alpha, and cut out pixels keep no colour.
   */
  alpha?: Uint8Array;
}

/** @param grey `[height, width]` */
export function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let at = 0, to = 0; at < grey.length; at++) {
    const level = grey[at]!;
    rgb[to++] = level;
    rgb[to++] = level;
    rgb[to++] = level;
  }
  return rgb;
}
