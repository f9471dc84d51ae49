import { type CleanUp, cleanUpDefaults, duplicateMetrics, duplicateModes, overlapModes } from '../index';
import { modelFlag } from './detect-flags';
import type { SegmenterSettings } from './finder';
import { choiceFlag, type Flag, type Flags, type FlagValues, numberFlag, switchFlag } from './flag';

const PIXELS = { min: 0, isWhole: true };

const cleanUpFlags = {
  fillHoles: numberFlag(
    'PIXELS',
    PIXELS,
    cleanUpDefaults.fillHoles,
    `fill holes of at most this many pixels; default ${cleanUpDefaults.fillHoles}`,
  ),
  minArea: numberFlag(
    'PIXELS',
    PIXELS,
    cleanUpDefaults.minArea,
    `remove components of a mask with fewer pixels; default ${cleanUpDefaults.minArea}`,
  ),
  largestPart: switchFlag('keep only the largest component of each mask'),
  grow: numberFlag(
    'PIXELS',
    { min: -1000, max: 1000, isWhole: true },
    cleanUpDefaults.grow,
    `grow masks in all directions; a negative number shrinks them: --grow=-2;\ndefault ${cleanUpDefaults.grow}`,
  ),
  duplicates: choiceFlag(
    'MODE',
    duplicateModes,
    cleanUpDefaults.duplicates,
    'keep, class, agnostic: keep duplicate masks, or only the best score among those\nof a class, or among those of all classes; default keep',
  ),
  duplicateMetric: choiceFlag(
    'METRIC',
    duplicateMetrics,
    cleanUpDefaults.duplicateMetric,
    'iou, ios: overlap divided by the union of both masks, or by the smaller mask;\ndefault iou',
  ),
  duplicateOverlap: numberFlag(
    'SHARE',
    { min: 0, max: 1 },
    cleanUpDefaults.duplicateOverlap,
    `masks that overlap by more are duplicates, from 0 to 1; default ${cleanUpDefaults.duplicateOverlap}`,
  ),
  overlaps: choiceFlag(
    'MODE',
    overlapModes,
    cleanUpDefaults.overlaps,
    'keep, score, smaller: a pixel of several masks stays in all of them, or belongs to\nthe mask with the best score, or to the smallest mask; default keep',
  ),
} as const satisfies { readonly [Setting in keyof CleanUp]: Flag<CleanUp[Setting]> };

/** Flags of the commands that make masks. */
export const maskFlags = {
  segmenter: modelFlag('model that makes the masks, written like --detector; default demo'),
  ...cleanUpFlags,
} as const satisfies Flags;

export function segmenterSettings(values: FlagValues<typeof maskFlags>): SegmenterSettings {
  const { segmenter, fillHoles, minArea, largestPart, grow, overlaps } = values;
  const { duplicates, duplicateMetric, duplicateOverlap } = values;
  return {
    model: segmenter,
    cleanUp: { fillHoles, minArea, largestPart, grow, duplicates, duplicateMetric, duplicateOverlap, overlaps },
  };
}
