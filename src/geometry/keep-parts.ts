import type { Mask } from '../contract';
import { maskBounds } from './mask';
import { partAreas, partsOf } from './parts';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';
import { maskInWindow } from './window';

/** The mask without its parts of less than so many pixels; empty where all are smaller. */
export function withoutSmallParts(mask: Mask, minPixels: number): Mask {
  return minPixels <= 1 ? mask : withoutParts(mask, (areas) => (part) => areas[part]! < minPixels);
}

/** The mask's largest part alone; of several as large, the topmost. */
export function largestPart(mask: Mask): Mask {
  return withoutParts(mask, (areas) => {
    const largest = areas.reduce((best, area, part) => (area > areas[best]! ? part : best), 0);
    return (part) => part !== largest;
  });
}

/** @param choose gets the pixels of each part, and gives which part goes */
function withoutParts(mask: Mask, choose: (areas: Int32Array) => (part: number) => boolean): Mask {
  const runs = pixelRunsOf(mask);
  const parts = partsOf(runs);
  const goes = choose(partAreas(runs, parts));
  if (!parts.some((part) => goes(part))) return mask;
  const pixels = Buffer.from(mask.data);
  paintPixelRuns(pixels, maskBounds(mask), runs, 0, (run) => goes(parts[run]!));
  return maskInWindow(pixels, maskBounds(mask));
}
