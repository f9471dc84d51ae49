import type { Mask } from '../contract';
import { componentAreas, componentsOf } from './components';
import { maskBounds } from './mask';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';

/**
 * The mask with its holes of up to so many pixels filled. A hole is background that the object encloses; it ends where
 * its pixels meet other background at a corner only. What reaches the border of the image is no hole.
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
