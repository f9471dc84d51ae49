import { type CleanUp, cleanUpDefaults, duplicateMetrics, duplicateModes, overlapModes } from '../index';
import { modelOption } from './find-options';
import type { SegmenterSettings } from './finder';
import { choiceOption, numberOption, type Option, type Options, switchOption, type Values } from './option';

const PIXELS = { min: 0, isWhole: true };

const cleanUpOptions = {
  fillHoles: numberOption('PIXELS', PIXELS, cleanUpDefaults.fillHoles, 'holes of up to so many pixels become object'),
  minArea: numberOption('PIXELS', PIXELS, cleanUpDefaults.minArea, 'parts of masks with fewer pixels are removed'),
  largestPart: switchOption('keeps only the largest part of each mask'),
  grow: numberOption(
    'PIXELS',
    { min: -1000, max: 1000, isWhole: true },
    cleanUpDefaults.grow,
    'grows the masks; below 0 shrinks them: --grow=-2',
  ),
  duplicates: choiceOption(
    'MODE',
    duplicateModes,
    cleanUpDefaults.duplicates,
    'keep, class, agnostic: of masks of one thing keep all, or the best score of\na class, or of all classes; default keep',
  ),
  duplicateMetric: choiceOption(
    'METRIC',
    duplicateMetrics,
    cleanUpDefaults.duplicateMetric,
    'iou, ios: overlap as a share of all pixels of both masks, or of the smaller;\ndefault iou',
  ),
  duplicateOverlap: numberOption(
    'SHARE',
    { min: 0, max: 1 },
    cleanUpDefaults.duplicateOverlap,
    `masks that overlap by more are of one thing; default ${cleanUpDefaults.duplicateOverlap}`,
  ),
  overlaps: choiceOption(
    'MODE',
    overlapModes,
    cleanUpDefaults.overlaps,
    'keep, score, smaller: pixels of several masks stay in all, or go to the\nbest score, or to the smaller mask; default keep',
  ),
} as const satisfies { readonly [Setting in keyof CleanUp]: Option<CleanUp[Setting]> };

/** The options of commands that cut masks. */
export const maskOptions = {
  segmenter: modelOption('as --detector, for masks; default demo'),
  ...cleanUpOptions,
} as const satisfies Options;

export function segmenterSettings(values: Values<typeof maskOptions>): SegmenterSettings {
  const { segmenter, fillHoles, minArea, largestPart, grow, overlaps } = values;
  const { duplicates, duplicateMetric, duplicateOverlap } = values;
  return {
    model: segmenter,
    cleanUp: { fillHoles, minArea, largestPart, grow, duplicates, duplicateMetric, duplicateOverlap, overlaps },
  };
}
