import { type CleanUp, cleanUpDefaults, duplicateMetrics, duplicateModes, overlapModes } from '../index';
import { modelFlag } from './detect-flags';
import type { SegmenterSettings } from './finder';
import { choiceFlag, type Flag, type Flags, type FlagValues, numberFlag, switchFlag } from './flag';

const PIXELS = { min: 0, isWhole: true };

const cleanUpFlags = {
  fillHoles: numberFlag('PIXELS', PIXELS, cleanUpDefaults.fillHoles, 'holes of up to so many pixels become object'),
  minArea: numberFlag('PIXELS', PIXELS, cleanUpDefaults.minArea, 'parts of masks with fewer pixels are removed'),
  largestPart: switchFlag('keeps only the largest part of each mask'),
  grow: numberFlag(
    'PIXELS',
    { min: -1000, max: 1000, isWhole: true },
    cleanUpDefaults.grow,
    'grows the masks; below 0 shrinks them: --grow=-2',
  ),
  duplicates: choiceFlag(
    'MODE',
    duplicateModes,
    cleanUpDefaults.duplicates,
    'keep, class, agnostic: of masks of one thing keep all, or the best score of\na class, or of all classes; default keep',
  ),
  duplicateMetric: choiceFlag(
    'METRIC',
    duplicateMetrics,
    cleanUpDefaults.duplicateMetric,
    'iou, ios: overlap as a share of all pixels of both masks, or of the smaller;\ndefault iou',
  ),
  duplicateOverlap: numberFlag(
    'SHARE',
    { min: 0, max: 1 },
    cleanUpDefaults.duplicateOverlap,
    `masks that overlap by more are of one thing; default ${cleanUpDefaults.duplicateOverlap}`,
  ),
  overlaps: choiceFlag(
    'MODE',
    overlapModes,
    cleanUpDefaults.overlaps,
    'keep, score, smaller: pixels of several masks stay in all, or go to the\nbest score, or to the smaller mask; default keep',
  ),
} as const satisfies { readonly [Setting in keyof CleanUp]: Flag<CleanUp[Setting]> };

/** The options of commands that cut masks. */
export const maskFlags = {
  segmenter: modelFlag('as --detector, for masks; default demo'),
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
