import type { Bbox, Detection } from '../../src';
import { boxIou } from '../../src/geometry/box';
import type { Dtype } from '../../src/model-files/dtype';

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** The detections of PyTorch, or of a correctly repaired graph of lower precision, with several labels. */
export interface BakedReference {
  readonly threshold: number;
  readonly detections: readonly { query: number; label: string; score: number; box_clamped: Corners }[];
  readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
}

/** A case of `detection_baked.json`. */
export interface BakedCase {
  readonly id: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly span_reference: BakedReference;
  readonly repaired: Readonly<Partial<Record<Dtype, BakedReference>>>;
}

export const bakedReference = ({ span_reference, repaired }: BakedCase, dtype: Dtype): BakedReference =>
  dtype === 'fp32' ? span_reference : repaired[dtype]!;

/** As sets: queries of nearly equal score may change places. */
export function sameDetections(found: readonly Detection[], reference: BakedReference): boolean {
  const kept = reference.detections.filter(({ query }) => reference['nms_iou_0.5_class_aware_keep'].includes(query));
  const isFound = ({ label, score, box_clamped: [x1, y1, x2, y2] }: BakedReference['detections'][number]): boolean => {
    const bbox: Bbox = [x1, y1, x2 - x1, y2 - y1];
    const same = found.filter(
      (one) => one.label === label && Math.abs(one.score - score) < 2e-3 && boxIou(one.bbox, bbox) > 0.999,
    );
    return same.length === 1;
  };
  return found.length === kept.length && kept.every(isFound);
}
