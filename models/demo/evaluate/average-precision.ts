import type { Bbox } from '../../../src';
import { boxIou } from '../../../src/geometry/box';

/** A box with its label in one of the pictures. */
export interface PlacedBox {
  readonly picture: number;
  readonly label: string;
  readonly bbox: Bbox;
}

export interface ScoredBox extends PlacedBox {
  readonly score: number;
}

/** COCO's: 0.5, 0.55, ... 0.95. */
const iouThresholds = Array.from({ length: 10 }, (_, at) => 0.5 + at * 0.05);

/** COCO's: 0, 0.01, ... 1. */
const recallLevels = Array.from({ length: 101 }, (_, at) => at / 100);

/**
 * COCO's AP and AP50 of boxes (area "all"): precision at 101 levels of recall, made monotonic, averaged over the labels
 * of all true boxes, and AP over ten IoU thresholds. Detections count only for labels that their picture was asked for.
 */
export function averagePrecision(
  truth: readonly PlacedBox[],
  found: readonly ScoredBox[],
): { readonly ap: number; readonly ap50: number } {
  const labels = [...new Set(truth.map(({ label }) => label))];
  const perThreshold = iouThresholds.map((threshold) =>
    mean(labels.map((label) => labelPrecision(truth.filter(isOf(label)), found.filter(isOf(label)), threshold))),
  );
  return { ap: mean(perThreshold), ap50: perThreshold[0]! };
}

const isOf =
  (wanted: string) =>
  ({ label }: PlacedBox): boolean =>
    label === wanted;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Average precision of one label at one IoU threshold. */
function labelPrecision(truth: readonly PlacedBox[], found: readonly ScoredBox[], threshold: number): number {
  const free = new Set(truth);
  const curve: { recall: number; precision: number }[] = [];
  let right = 0;
  found
    .toSorted((a, b) => b.score - a.score)
    .forEach((box, at) => {
      const match = bestOverlap([...free], box, threshold);
      if (match) {
        free.delete(match);
        right++;
      }
      curve.push({ recall: right / truth.length, precision: right / (at + 1) });
    });
  for (let at = curve.length - 2; at >= 0; at--) {
    curve[at]!.precision = Math.max(curve[at]!.precision, curve[at + 1]!.precision);
  }
  return mean(recallLevels.map((level) => curve.find(({ recall }) => recall >= level)?.precision ?? 0));
}

function bestOverlap(free: readonly PlacedBox[], box: ScoredBox, threshold: number): PlacedBox | undefined {
  const overlaps = free
    .filter(({ picture }) => picture === box.picture)
    .map((object) => ({ object, iou: boxIou(object.bbox, box.bbox) }))
    .filter(({ iou }) => iou >= threshold)
    .sort((a, b) => b.iou - a.iou);
  return overlaps[0]?.object;
}
