import type { Bbox, Detection } from '../../src';
import { boxIou } from '../../src/geometry/box';
import type { CocoRle } from '../../src/geometry/rle';

export type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

export const boxOf = ([x1, y1, x2, y2]: Corners): Bbox => [x1, y1, x2 - x1, y2 - y1];

interface ReferenceDetection {
  readonly query: number;
  readonly label: string;
  readonly score: number;
  readonly box_clamped: Corners;
}

/** All detections above a threshold, and the queries that remain after non-maximum suppression. */
export interface DetectionReference {
  readonly threshold: number;
  readonly detections: readonly ReferenceDetection[];
  readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
}

export const keptDetections = (reference: DetectionReference): ReferenceDetection[] =>
  reference.detections.filter(({ query }) => reference['nms_iou_0.5_class_aware_keep'].includes(query));

/**
 * The kept detections of a reference that were not found exactly once. As sets: queries of nearly equal score may
 * change places.
 * @param scoreDifference exclusive
 */
export const missingDetections = (
  found: readonly Detection[],
  reference: DetectionReference,
  scoreDifference: number,
): ReferenceDetection[] =>
  keptDetections(reference).filter(({ label, score, box_clamped }) => {
    const isSame = ({ bbox, ...other }: Detection): boolean =>
      other.label === label &&
      Math.abs(other.score - score) < scoreDifference &&
      boxIou(bbox, boxOf(box_clamped)) > 0.999;
    return found.filter(isSame).length !== 1;
  });

/** A case of `sam.json`. */
export interface SamCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly detections: readonly { box_xyxy: Corners; iou_scores: readonly number[]; final_mask_best: CocoRle }[];
}

/** A case of `sam_points.json`. */
export interface PointsCase {
  readonly image: string;
  readonly points_original_pixels: readonly [[number, number]][];
  readonly iou_scores: readonly (readonly number[])[];
  readonly final_mask_best: readonly CocoRle[];
}

/** A case of `meta_sam.json`. */
export interface MetaCase {
  readonly id: string;
  readonly image: string;
  readonly prompt_original_pixels: {
    readonly box_xyxy?: Corners;
    readonly points?: readonly [number, number][];
    readonly labels?: readonly (1 | 0)[];
  };
  readonly iou_predictions: readonly number[];
  readonly best_of_1_to_3: number;
  readonly masks_rle_gt0: readonly CocoRle[];
}
