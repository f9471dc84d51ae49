import {
  type DatasetSettings,
  datasetDefaults,
  datasetFormats,
  datasetMaskForms,
  invalidInput,
  type KeepSettings,
  keepDefaults,
  keepRules,
} from '../index';
import { choiceFlag, type Flag, type Flags, type FlagValues, numberFlag, outFlag, switchFlag } from './flag';

const out = outFlag('dataset', 'folder of the dataset: a new one, an empty one, or a dataset that export made');

/** `undefined`: the classes of the prompt. */
const classes: Flag<readonly string[] | undefined> = {
  placeholder: 'LIST',
  help: 'class names in the order of their ids, separated by commas; default: those of the\nprompt. Ids of existing classes do not change',
  read(text, name) {
    if (text === undefined) return undefined;
    const names = text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (names.length > 0) return names;
    throw invalidInput(name, 'class names separated by commas, such as cat,dog', text);
  },
};

const split: Flag<DatasetSettings['split']> = {
  placeholder: 'SHARES',
  help: 'shares of train, val and test, of any sum; default 80,20,0. The content of an image\ndecides its split',
  read(text, name) {
    if (text === undefined) return datasetDefaults.split;
    const [train = 0, val = 0, test = 0, ...more] = text
      .split(',')
      .map((share) => (share.trim() ? Number(share) : Number.NaN));
    const shares = [train, val, test];
    if (more.length === 0 && shares.every((share) => share >= 0) && shares.some((share) => share > 0)) {
      return { train, val, test };
    }
    throw invalidInput(name, 'shares of train, val and test, such as 80,10,10', text);
  },
};

/** Flags of the dataset that is written. */
export const exportFlags = {
  out,
  format: choiceFlag(
    'FORMAT',
    datasetFormats,
    datasetDefaults.format,
    `format of the dataset; default coco\n${datasetFormats.slice(0, 6).join(', ')},\n${datasetFormats.slice(6).join(', ')}`,
  ),
  classes,
  split,
  boxesOnly: switchFlag('boxes without masks; no segmenter runs'),
  masks: choiceFlag(
    'FORM',
    datasetMaskForms,
    datasetDefaults.masks,
    'coco, label-studio and cvat: polygons or rle; default polygons. A mask with holes is\nalways rle',
  ),
  tolerance: numberFlag(
    'PIXELS',
    { min: 0, max: 100 },
    datasetDefaults.tolerance,
    'distance by which polygons may be off the mask; default 0, exactly the mask',
  ),
  crowdForRle: switchFlag('coco: write iscrowd 1 for rle, for tools that otherwise do not read rle'),
  skipEmpty: switchFlag('leave out images without detections'),
} as const satisfies Flags;

/** Flags that choose the images of the dataset. */
export const keepFlags = {
  keep: choiceFlag(
    'RULE',
    keepRules,
    keepDefaults.rule,
    'all, uncertain (a score near the threshold), new (unlike the images of the dataset),\nor one-in (one in --keep-every images at random): images that are stored; default all',
  ),
  keepMargin: numberFlag(
    'NUMBER',
    { min: 0, max: 1 },
    keepDefaults.margin,
    `uncertain: distance of a score from its threshold at most; default ${keepDefaults.margin}`,
  ),
  keepBits: numberFlag(
    'NUMBER',
    { min: 1, max: 64, isWhole: true },
    keepDefaults.bits,
    `new: of the 64 bits of its difference hash, those in which an image differs from\neach other one at least; default ${keepDefaults.bits}`,
  ),
  keepEvery: numberFlag(
    'NUMBER',
    { min: 1, isWhole: true },
    keepDefaults.every,
    `one-in: one in this number of images; default ${keepDefaults.every}`,
  ),
  perClass: numberFlag(
    'IMAGES',
    { min: 0, isWhole: true },
    keepDefaults.perClass,
    'skip an image if the dataset has this many images of each of its classes;\ndefault 0, no limit',
  ),
} as const satisfies Flags;

export function keepSettings(values: FlagValues<typeof keepFlags>): KeepSettings {
  const { keep: rule, keepMargin: margin, keepBits: bits, keepEvery: every, perClass } = values;
  return { ...keepDefaults, rule, margin, bits, every, perClass };
}
