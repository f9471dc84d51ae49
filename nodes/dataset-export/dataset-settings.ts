import {
  type DatasetSettings,
  datasetDefaults,
  datasetFormats,
  datasetMaskForms,
  keepDefaults,
  keepRules,
} from '../../src';
import {
  anyTextOption,
  choiceOption,
  flagOption,
  integerOption,
  numberOption,
  splitNames,
  type Values,
} from '../shared/options';

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
  keep: choiceOption(keepDefaults.rule, keepRules),
  keepMargin: numberOption(keepDefaults.margin, 0, 1),
  keepBits: integerOption(keepDefaults.bits, 1, 64),
  keepEvery: integerOption(keepDefaults.every, 1),
  perClass: integerOption(keepDefaults.perClass, 0),
  perHour: integerOption(keepDefaults.perHour, 0),
} as const;

export function datasetSettings(values: Values<typeof datasetOptions>): DatasetSettings {
  const { format, classes, train, val, test, masks, tolerance, crowdForRle, keepEmpty } = values;
  const { keep: rule, keepMargin: margin, keepBits: bits, keepEvery: every, perClass, perHour } = values;
  return {
    format,
    classes: splitNames(classes),
    split: { train, val, test },
    masks,
    tolerance,
    crowdForRle,
    keepEmpty,
    keep: { rule, margin, bits, every, perClass, perHour },
  };
}
