import type { Bbox, Detection } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskIou } from '../../../src/geometry/mask';
import type { LabelledImage } from './labelled-image';

/** A detection matches an object with the same label if the IoU of their boxes is at least this. */
const MATCH_IOU = 0.5;

/** Counts over any number of images. */
export interface Tally {
  readonly objects: number;
  readonly detections: number;
  /** Objects that match a detection. Each detection matches at most one object. */
  readonly matched: number;
  /** Sum of the mask IoUs of the matched objects. */
  readonly maskIouSum: number;
  /** Absent phrases. */
  readonly absent: number;
  /** Absent phrases with at least one detection. */
  readonly absentDetected: number;
}

/** Metrics, all from 0 to 1. */
export interface Metrics {
  readonly recall: number;
  readonly precision: number;
  /** Share of the absent phrases with at least one detection. */
  readonly absentDetected: number;
  /** Mean mask IoU of the matched objects. */
  readonly maskIou: number;
}

/**
 * Counts the objects, detections and matches of one image.
 * @param detections best score first, with masks
 */
export function tallyOf({ objects, absent }: LabelledImage, detections: readonly Detection[]): Tally {
  const unmatched = new Set(objects);
  const ious: number[] = [];
  for (const detection of detections) {
    const truth = [...unmatched].find((object) => isMatch(object, detection));
    if (!truth) continue;
    unmatched.delete(truth);
    ious.push(detection.mask ? maskIou(truth.mask, detection.mask) : 0);
  }
  return {
    objects: objects.length,
    detections: detections.length,
    matched: ious.length,
    maskIouSum: ious.reduce((sum, iou) => sum + iou, 0),
    absent: absent.length,
    absentDetected: absent.filter((label) => detections.some((one) => one.label === label)).length,
  };
}

/** The metrics over all tallies. */
export function metricsOf(tallies: readonly Tally[]): Metrics {
  const sum = (count: keyof Tally): number => tallies.reduce((total, tally) => total + tally[count], 0);
  return {
    recall: sum('matched') / sum('objects'),
    precision: sum('matched') / sum('detections'),
    absentDetected: sum('absentDetected') / sum('absent'),
    maskIou: sum('maskIouSum') / sum('matched'),
  };
}

const isMatch = (truth: { label: string; bbox: Bbox }, { label, bbox }: Detection): boolean =>
  truth.label === label && boxIou(truth.bbox, bbox) >= MATCH_IOU;
