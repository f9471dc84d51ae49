import { type DatasetSettings, datasetDefaults, datasetFormats, datasetMaskForms, keepDefaults } from '../../src';
import { anyTextOption, choiceOption, flagOption, numberOption, splitNames, type Values } from '../shared/options';

const fromZero = (initial: number) => numberOption(initial, 0, Number.POSITIVE_INFINITY);

/** Settings: format and content of the dataset. */
export const datasetOptions = {
  format: choiceOption(datasetDefaults.format, datasetFormats),
  classes: anyTextOption(''),
  train: fromZero(80),
  val: fromZero(20),
  test: fromZero(0),
  masks: choiceOption(datasetDefaults.masks, datasetMaskForms),
  tolerance: fromZero(datasetDefaults.tolerance),
  crowdForRle: flagOption(datasetDefaults.crowdForRle),
  keepEmpty: flagOption(datasetDefaults.keepEmpty),
} as const;

export function datasetSettings(values: Values<typeof datasetOptions>): DatasetSettings {
  const { format, classes, train, val, test, masks, tolerance, crowdForRle, keepEmpty } = values;
  return {
    format,
    classes: splitNames(classes),
    split: { train, val, test },
    masks,
    tolerance,
    crowdForRle,
    keepEmpty,
    keep: keepDefaults,
  };
}
