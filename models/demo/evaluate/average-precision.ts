import type { Bbox } from '../../../src';
import { boxIou } from '../../../src/geometry/box';

/** A labelled box in one of the images. */
export interface LabelledBox {
  /** Index of the image. */
  readonly image: number;
  readonly label: string;
  readonly bbox: Bbox;
}

/** A detected box. `score` is 0 to 1 and only ranks the boxes. */
export interface ScoredBox extends LabelledBox {
  readonly score: number;
}

/** The IoU thresholds of COCO: 0.5, 0.55, ... 0.95. */
const iouThresholds = Array.from({ length: 10 }, (_, at) => 0.5 + at * 0.05);

/** The recall levels of COCO: 0, 0.01, ... 1. */
const recallLevels = Array.from({ length: 101 }, (_, at) => at / 100);

/**
 * AP and AP50 of boxes, as COCO computes them for area "all": precision at 101 recall levels, made monotonic, averaged
 * over the labels of all true boxes; AP is also averaged over ten IoU thresholds. As each prompt names the labels of
 * one image, detections are only possible for labels in the prompt of their image.
 * @returns values from 0 to 1
 */
export function averagePrecision(
  truth: readonly LabelledBox[],
  detected: readonly ScoredBox[],
): { readonly ap: number; readonly ap50: number } {
  const labels = [...new Set(truth.map(({ label }) => label))];
  const perThreshold = iouThresholds.map((threshold) =>
    mean(
      labels.map((label) => labelPrecision(truth.filter(hasLabel(label)), detected.filter(hasLabel(label)), threshold)),
    ),
  );
  return { ap: mean(perThreshold), ap50: perThreshold[0]! };
}

const hasLabel =
  (expected: string) =>
  ({ label }: LabelledBox): boolean =>
    label === expected;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Average precision of one label at one IoU threshold. `truth` and `detected` hold boxes of that label only. */
function labelPrecision(truth: readonly LabelledBox[], detected: readonly ScoredBox[], threshold: number): number {
  const unmatched = new Set(truth);
  const curve: { recall: number; precision: number }[] = [];
  let truePositives = 0;
  detected
    .toSorted((a, b) => b.score - a.score)
    .forEach((box, at) => {
      const match = bestOverlap([...unmatched], box, threshold);
      if (match) {
        unmatched.delete(match);
        truePositives++;
      }
      curve.push({ recall: truePositives / truth.length, precision: truePositives / (at + 1) });
    });
  for (let at = curve.length - 2; at >= 0; at--) {
    curve[at]!.precision = Math.max(curve[at]!.precision, curve[at + 1]!.precision);
  }
  return mean(recallLevels.map((level) => curve.find(({ recall }) => recall >= level)?.precision ?? 0));
}

/** The unmatched true box of the same image with the largest IoU, if that is at least `threshold`. */
function bestOverlap(unmatched: readonly LabelledBox[], box: ScoredBox, threshold: number): LabelledBox | undefined {
  const overlaps = unmatched
    .filter(({ image }) => image === box.image)
    .map((object) => ({ object, iou: boxIou(object.bbox, box.bbox) }))
    .filter(({ iou }) => iou >= threshold)
    .sort((a, b) => b.iou - a.iou);
  return overlaps[0]?.object;
}
