import type { Tensor } from './tensor';

/**
 * The pixels of one object: 1 = object, 0 = background, cropped to the smallest rectangle that contains the object.
 * A mask without pixels has `dims` and `offset` `[0, 0]` and an empty Buffer. The Buffer is the mask's own, not a view.
 */
export interface Mask extends Tensor {
  readonly type: 'uint8';
  readonly dims: readonly [height: number, width: number];
  /** Position of the mask's top left pixel in the upright image. Whole pixels. */
  readonly offset: readonly [x: number, y: number];
}
