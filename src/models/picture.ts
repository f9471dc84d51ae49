import type { ImageSize } from '../contract';

/** A decoded image, as the models see it. */
export interface Picture {
  /** Of the upright image, in pixels. */
  readonly size: ImageSize;
  /** RGB, 8 bits, interleaved `[height, width, 3]`, resized as Pillow's bilinear filter does, aspect ignored. */
  resizedTo(size: ImageSize): Promise<Uint8Array>;
}
