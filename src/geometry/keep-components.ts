import type { Mask } from '../contract';
import { componentAreas, componentsOf } from './components';
import { maskBounds } from './mask';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';
import { maskInWindow } from './window';

/** The mask without its components of less than so many pixels; empty where all are smaller. */
export function withoutSmallComponents(mask: Mask, minPixels: number): Mask {
  return minPixels <= 1 ? mask : withoutComponents(mask, (areas) => (component) => areas[component]! < minPixels);
}

/** The mask's largest component alone; of several as large, the topmost. */
export function largestComponent(mask: Mask): Mask {
  return withoutComponents(mask, (areas) => {
    const largest = areas.reduce((best, area, component) => (area > areas[best]! ? component : best), 0);
    return (component) => component !== largest;
  });
}

/** @param choose gets the pixels of each component, and gives which component goes */
function withoutComponents(mask: Mask, choose: (areas: Int32Array) => (component: number) => boolean): Mask {
  const runs = pixelRunsOf(mask);
  const components = componentsOf(runs);
  const isRemoved = choose(componentAreas(runs, components));
  if (!components.some((component) => isRemoved(component))) return mask;
  const pixels = Buffer.from(mask.data);
  paintPixelRuns(pixels, maskBounds(mask), runs, 0, (run) => isRemoved(components[run]!));
  return maskInWindow(pixels, maskBounds(mask));
}
