import {
  type CleanUp,
  cleanUpDefaults,
  compactForms,
  duplicateMetrics,
  duplicateModes,
  type MaskForm,
  maskForms,
  overlapModes,
} from '../../src';
import { choiceOption, flagOption, integerOption, numberOption, type Option, textOption } from '../shared/options';

/** Settings: the form of the masks inside the detections, and of those in a message property of their own. */
export const maskFormOptions = {
  masksAs: choiceOption('buffer', compactForms),
  maskForm: choiceOption<MaskForm | 'none'>('none', ['none', ...maskForms]),
  masks: textOption('masks'),
  tolerance: numberOption(1, 0, 1000),
} as const;

/** Settings: clean-up of the masks. */
export const cleanUpOptions = {
  fillHoles: integerOption(cleanUpDefaults.fillHoles, 0),
  minArea: integerOption(cleanUpDefaults.minArea, 0),
  largestPart: flagOption(cleanUpDefaults.largestPart),
  grow: integerOption(cleanUpDefaults.grow, -100, 100),
  duplicates: choiceOption(cleanUpDefaults.duplicates, duplicateModes),
  duplicateMetric: choiceOption(cleanUpDefaults.duplicateMetric, duplicateMetrics),
  duplicateOverlap: numberOption(cleanUpDefaults.duplicateOverlap, 0, 1),
  overlaps: choiceOption(cleanUpDefaults.overlaps, overlapModes),
} as const satisfies { readonly [Setting in keyof CleanUp]: Option<CleanUp[Setting]> };
