import { type Detection, labelKey } from '../contract';
import { boxIou } from './box';

/** Which detections can suppress each other: those of the same class, all, or none. */
export const nmsModes = ['class', 'agnostic', 'off'] as const;
export type NmsMode = (typeof nmsModes)[number];

/**
 * Greedy non-maximum suppression: removes a detection if a kept one with a better score overlaps it by more than `iou`.
 * @param sorted best score first; the result has the same order
 * @param iou largest allowed intersection over union of two boxes, 0 to 1
 */
export function suppress<D extends Pick<Detection, 'label' | 'bbox'>>(
  sorted: readonly D[],
  mode: NmsMode,
  iou: number,
): D[] {
  if (mode === 'off') return [...sorted];
  const kept: D[] = [];
  const keptByClass = new Map<string, D[]>();
  for (const candidate of sorted) {
    const key = mode === 'class' ? labelKey(candidate.label) : '';
    const rivals = keptByClass.get(key) ?? [];
    keptByClass.set(key, rivals);
    if (!rivals.every(({ bbox }) => boxIou(bbox, candidate.bbox) <= iou)) continue;
    kept.push(candidate);
    rivals.push(candidate);
  }
  return kept;
}
