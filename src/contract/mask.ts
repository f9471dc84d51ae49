import type { Tensor } from './tensor';

/**
 * The pixels of one object: 1 = object, 0 = background, cropped to the smallest rectangle that holds the object.
 * Without a single pixel: `dims` and `offset` `[0, 0]` and an empty Buffer. The Buffer is the mask's own, never a view.
 */
export interface Mask extends Tensor {
  readonly type: 'uint8';
  readonly dims: readonly [height: number, width: number];
  /** Where the top left pixel of the mask lies in the upright image. Whole pixels. */
  readonly offset: readonly [x: number, y: number];
}
