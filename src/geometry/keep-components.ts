import type { Mask } from '../contract';
import { componentAreas, componentsOf } from './components';
import { maskBounds } from './mask';
import { paintPixelRuns, pixelRunsOf } from './pixel-runs';
import { maskInWindow } from './window';

/** Removes the components that have fewer than `minPixels` pixels. The mask is empty if all are removed. */
export function withoutSmallComponents(mask: Mask, minPixels: number): Mask {
  return minPixels <= 1 ? mask : withoutComponents(mask, (areas) => (component) => areas[component]! < minPixels);
}

/** Keeps only the largest component; of several with the same area, the topmost, then the leftmost. */
export function largestComponent(mask: Mask): Mask {
  return withoutComponents(mask, (areas) => {
    const largest = areas.reduce((best, area, component) => (area > areas[best]! ? component : best), 0);
    return (component) => component !== largest;
  });
}

/** @param choose receives the areas of {@link componentAreas} and returns which components to remove */
function withoutComponents(mask: Mask, choose: (areas: Int32Array) => (component: number) => boolean): Mask {
  const runs = pixelRunsOf(mask);
  const components = componentsOf(runs);
  const isRemoved = choose(componentAreas(runs, components));
  if (!components.some((component) => isRemoved(component))) return mask;
  const pixels = Buffer.from(mask.data);
  paintPixelRuns(pixels, maskBounds(mask), runs, 0, (run) => isRemoved(components[run]!));
  return maskInWindow(pixels, maskBounds(mask));
}
