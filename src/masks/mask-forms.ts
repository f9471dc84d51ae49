import type { Tensor } from '../contract';
import type { MaskPolygon } from '../geometry/polygons';
import type { CocoRle } from '../geometry/rle';

/** Forms in which other tools take masks. */
export const maskForms = ['tensor', 'rle', 'polygons', 'cutouts', 'pngs', 'index'] as const;
export type MaskForm = (typeof maskForms)[number];

/** The masks of one image in each form. Lists have one entry for each detection, in order. */
export interface MaskForms {
  /** uint8 `[detections, height, width]` at full image size: 1 = object. */
  readonly tensor: Tensor;
  readonly rle: readonly CocoRle[];
  /** In pixels of the upright image, along the edges of pixels; an empty list for an empty mask. */
  readonly polygons: readonly (readonly MaskPolygon[])[];
  /**
   * PNG: the object cut out of the picture, transparent and without colour around it, cropped as the mask is. A single
   * transparent pixel for an empty mask.
   */
  readonly cutouts: readonly Buffer[];
  /** PNG, one channel, full image size: 255 = object. */
  readonly pngs: readonly Buffer[];
  /**
   * One PNG of full image size, one channel of 8 bits, of 16 from 256 detections on: 1 + the index of the detection, 0 where
   * there is none. Where masks overlap the better score has the pixel, of equals the earlier.
   */
  readonly index: Buffer;
}
