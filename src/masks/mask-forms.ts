import type { Tensor } from '../contract';
import type { MaskPolygon } from '../geometry/polygons';
import type { CocoRle } from '../geometry/rle';

/** Forms of masks for other tools, besides the masks of the detections themselves. */
export const maskForms = ['tensor', 'rle', 'polygons', 'cutouts', 'pngs', 'index'] as const;
export type MaskForm = (typeof maskForms)[number];

/** The masks of one image in each form. Lists have one entry for each detection, in the order of the detections. */
export interface MaskForms {
  /** uint8 `[detections, height, width]` at full image size: 1 = object, 0 = background. */
  readonly tensor: Tensor;
  /** COCO RLE at full image size. */
  readonly rle: readonly CocoRle[];
  /** In pixels of the upright image, along the edges of pixels. An empty list for an empty mask. */
  readonly polygons: readonly (readonly MaskPolygon[])[];
  /**
   * RGBA PNG of the object, cropped to the mask. Pixels around the object are transparent black. One transparent pixel
   * for an empty mask.
   */
  readonly cutouts: readonly Buffer[];
  /** PNG of full image size, one channel of 8 bits: 255 = object, 0 = background. */
  readonly pngs: readonly Buffer[];
  /**
   * One PNG of full image size, one channel: each pixel is 1 + the index of its detection, 0 = background. If masks
   * overlap, the best score gets the pixel, of equal scores the earlier one. 8 bits, or 16 bits from 256 detections on.
   */
  readonly index: Buffer;
}
