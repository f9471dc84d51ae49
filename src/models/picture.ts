import type { ImageSize } from '../contract';

/** A decoded image. The port through which model code reaches pixels. */
export interface Picture {
  /** Size of the upright image, in pixels. */
  readonly size: ImageSize;
  /** RGB, 8 bits, interleaved `[height, width, 3]`, resized as by Pillow's bilinear filter. Ignores the aspect. */
  resizedTo(size: ImageSize): Promise<Uint8Array>;
}
