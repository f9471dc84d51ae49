import type { Detection } from '../contract';
import { boxIou } from './box';

/** Which detections can suppress each other: those with the same label, all, or none. */
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
  for (const candidate of sorted) {
    const rivals = mode === 'class' ? kept.filter(({ label }) => label === candidate.label) : kept;
    if (rivals.every(({ bbox }) => boxIou(bbox, candidate.bbox) <= iou)) kept.push(candidate);
  }
  return kept;
}
