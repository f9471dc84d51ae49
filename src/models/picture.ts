import type { ImageSize } from '../contract';
import type { PixelLayout, PixelTensor } from './preprocess';

/** A decoded image. The port through which model code reaches pixels. */
export interface Picture {
  /** Size of the upright image, in pixels. */
  readonly size: ImageSize;
  /**
   * The image as the input of a graph, resized as by Pillow's bilinear filter. Ignores the aspect. The tensor belongs to
   * the caller.
   */
  input(layout: PixelLayout): Promise<PixelTensor>;
}
