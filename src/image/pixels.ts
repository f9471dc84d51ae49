/** Decoded pixels of the upright image: sRGB, 8 bits, interleaved `[height, width, 3]`. */
export interface RgbPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
