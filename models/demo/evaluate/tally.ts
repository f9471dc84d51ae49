import type { Bbox, Detection } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskIou } from '../../../src/geometry/mask';
import type { LabelledPicture } from './labelled-picture';

/** A detection of the right label whose box overlaps this much has found an object. */
const MATCH_IOU = 0.5;

/** Counts over any number of pictures. */
export interface Tally {
  readonly objects: number;
  readonly detections: number;
  /** Objects, each found by a detection of its own. */
  readonly found: number;
  /** Over the found objects. */
  readonly maskIouSum: number;
  readonly absent: number;
  /** Absent phrases with at least one detection. */
  readonly falselyFound: number;
}

export interface Figures {
  readonly recall: number;
  readonly precision: number;
  /** Share of the absent phrases that were found. */
  readonly absentFound: number;
  readonly maskIou: number;
}

/** @param detections best score first, with masks */
export function tallyOf({ objects, absent }: LabelledPicture, detections: readonly Detection[]): Tally {
  const free = new Set(objects);
  const ious: number[] = [];
  for (const detection of detections) {
    const truth = [...free].find((object) => isMatch(object, detection));
    if (!truth) continue;
    free.delete(truth);
    ious.push(detection.mask ? maskIou(truth.mask, detection.mask) : 0);
  }
  return {
    objects: objects.length,
    detections: detections.length,
    found: ious.length,
    maskIouSum: ious.reduce((sum, iou) => sum + iou, 0),
    absent: absent.length,
    falselyFound: absent.filter((label) => detections.some((one) => one.label === label)).length,
  };
}

export function figuresOf(tallies: readonly Tally[]): Figures {
  const sum = (count: keyof Tally): number => tallies.reduce((total, tally) => total + tally[count], 0);
  return {
    recall: sum('found') / sum('objects'),
    precision: sum('found') / sum('detections'),
    absentFound: sum('falselyFound') / sum('absent'),
    maskIou: sum('maskIouSum') / sum('found'),
  };
}

const isMatch = (truth: { label: string; bbox: Bbox }, { label, bbox }: Detection): boolean =>
  truth.label === label && boxIou(truth.bbox, bbox) >= MATCH_IOU;
