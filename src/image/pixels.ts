/** Decoded pixels of the upright image: sRGB, 8 bits, interleaved `[height, width, 3]`. */
export interface RgbPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture to draw on, which may have places that one sees through. */
export interface Canvas extends RgbPixels {
  /**
   * `[height, width]`, 0 = nothing there; absent where all is opaque. The colours are multiplied by it: painting is the
   * same sum for them and for alpha, and what was cut away is gone.
   */
  alpha?: Uint8Array;
}
