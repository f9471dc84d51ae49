import { type DatasetSettings, datasetDefaults, datasetFormats, datasetMaskForms } from '../../src';
import { anyTextOption, choiceOption, flagOption, numberOption, type Values } from '../shared/options';

const anyShare = (initial: number) => numberOption(initial, 0, Number.POSITIVE_INFINITY);

/** The settings that say what the dataset is written as. */
export const datasetOptions = {
  format: choiceOption(datasetDefaults.format, datasetFormats),
  classes: anyTextOption(''),
  train: anyShare(80),
  val: anyShare(20),
  test: anyShare(0),
  masks: choiceOption(datasetDefaults.masks, datasetMaskForms),
  tolerance: anyShare(datasetDefaults.tolerance),
  crowdForRle: flagOption(datasetDefaults.crowdForRle),
  keepEmpty: flagOption(datasetDefaults.keepEmpty),
} as const;

export function datasetSettings(values: Values<typeof datasetOptions>): DatasetSettings {
  const { format, classes, train, val, test, masks, tolerance, crowdForRle, keepEmpty } = values;
  return {
    format,
    classes: listed(classes),
    split: { train, val, test },
    masks,
    tolerance,
    crowdForRle,
    keepEmpty,
  };
}

/** Names between commas or line ends. */
const listed = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
