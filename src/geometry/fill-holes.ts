import type { Mask } from '../contract';
import { maskBounds } from './mask';
import { partAreas, partsOf } from './parts';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';

/**
 * The mask with its holes of up to so many pixels filled. A hole is background that the object encloses; it ends where
 * its pixels meet other background at a corner only. What reaches the border of the image is no hole.
 */
export function fillHoles(mask: Mask, maxPixels: number): Mask {
  if (maxPixels <= 0) return mask;
  const [left, top, width, height] = maskBounds(mask);
  const runs = pixelRunsOf(mask, 0);
  const parts = partsOf(runs);
  const areas = partAreas(runs, parts);
  const isOpen = new Uint8Array(parts.length);
  parts.forEach((part, run) => {
    const y = runs.rowOf[run]!;
    const isAtSide = runs.edges[2 * run] === left || runs.edges[2 * run + 1] === left + width;
    if (isAtSide || y === top || y === top + height - 1) isOpen[part] = 1;
  });
  const isFilled = (part: number): boolean => isOpen[part] === 0 && areas[part]! <= maxPixels;
  if (!parts.some((part) => isFilled(part))) return mask;
  const data = Buffer.from(mask.data);
  paintPixelRuns(data, maskBounds(mask), runs, 1, (run) => isFilled(parts[run]!));
  return { ...mask, data };
}
