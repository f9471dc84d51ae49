import type { Mask } from '../contract';
import { componentAreas, componentsOf } from './components';
import { maskBounds } from './mask';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';

/**
 * Fills the holes of a mask that have at most `maxPixels` pixels. A hole is a component of the background
 * (4-connectivity) that does not reach the border of the mask's rectangle. Returns the same mask if `maxPixels` is 0 or
 * nothing is filled.
 */
export function fillHoles(mask: Mask, maxPixels: number): Mask {
  if (maxPixels <= 0) return mask;
  const [left, top, width, height] = maskBounds(mask);
  const runs = pixelRunsOf(mask, 0);
  const components = componentsOf(runs);
  const areas = componentAreas(runs, components);
  const isOpen = new Uint8Array(components.length);
  components.forEach((component, run) => {
    const y = runs.rowOf[run]!;
    const isAtSide = runs.edges[2 * run] === left || runs.edges[2 * run + 1] === left + width;
    if (isAtSide || y === top || y === top + height - 1) isOpen[component] = 1;
  });
  const isFilled = (component: number): boolean => isOpen[component] === 0 && areas[component]! <= maxPixels;
  if (!components.some((component) => isFilled(component))) return mask;
  const data = Buffer.from(mask.data);
  paintPixelRuns(data, maskBounds(mask), runs, 1, (run) => isFilled(components[run]!));
  return { ...mask, data };
}
