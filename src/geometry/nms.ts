import type { Detection } from '../contract';
import { boxIou } from './box';

/** Which detections compete: those of one label, all, or none. */
export const nmsModes = ['class', 'agnostic', 'off'] as const;
export type NmsMode = (typeof nmsModes)[number];

/**
 * Greedy non-maximum suppression: a detection goes where a better one overlaps it by more than `iou`.
 * @param sorted best score first; the result keeps this order
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
