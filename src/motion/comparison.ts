import { type Areas, areasOf, solidPixels } from './areas';
import type { GateState } from './gate-state';
import { changedPixels, inLight, type Light, lightBehindObjects } from './grey-difference';
import { limitsOf } from './pixel-noise';
import type { GateSettings } from './settings';

/** How an image differs from the last one that was let through. */
export interface Comparison extends Areas {
  /** How the light changed since the last image. */
  readonly light: Light;
  /** Levels of the last image that was let through, in the light of this one. */
  readonly reference: Float32Array;
  /** The differences above which pixels have changed. */
  readonly limits: Float32Array;
  /** Share of the watched pixels that changed, 0 to 1. */
  readonly share: number;
  /** Whether the complete image changed. */
  readonly isScene: boolean;
}

/** @param watched 1 for the pixels that are not ignored */
export function comparisonOf(
  state: GateState,
  levels: Uint8Array,
  { threshold, minArea, scene }: GateSettings,
  watched: Uint8Array,
): Comparison {
  const limits = limitsOf(state.noise, threshold);
  const light = lightBehindObjects(state.reference, levels, limits, withoutAreas(watched, state.isInArea));
  const reference = inLight(state.reference, light);
  const isSolid = solidPixels(changedPixels(reference, levels, limits, watched), state.grid);
  const areas = areasOf(isSolid, state.grid, (minArea / 100) * levels.length);

  const watchedCount = Math.max(countOf(watched), 1);
  const changedShare = Math.min(countOf(isSolid) / watchedCount, 1);
  const switchedShare = lightSwitchCount(state.reference, levels, threshold, watched) / watchedCount;
  const sceneShare = Math.max(changedShare, switchedShare);
  const isScene = sceneShare > scene / 100;
  return { ...areas, light, reference, limits, isScene, share: isScene ? sceneShare : changedShare };
}

/** Objects that moved in the last image probably move in this one too, and say nothing about the light. */
function withoutAreas(watched: Uint8Array, isInArea: Uint8Array): Uint8Array {
  const others = watched.slice();
  for (let at = 0; at < others.length; at++) if (isInArea[at] === 1) others[at] = 0;
  return others;
}

/**
 * The number of pixels whose light changed by more than clouds and daylight change it between two images: a lamp was switched,
 * or the camera was covered. Where an image has no contrast, the light explains every change, so that no area is found.
 */
function lightSwitchCount(before: Float32Array, after: Uint8Array, threshold: number, watched: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < before.length; at++) {
    if (watched[at] === 1 && Math.abs(after[at]! - before[at]!) > 2 * threshold) count++;
  }
  return count;
}

function countOf(pixels: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at++) count += pixels[at]!;
  return count;
}
