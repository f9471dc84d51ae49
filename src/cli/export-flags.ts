import {
  type DatasetSettings,
  datasetDefaults,
  datasetFormats,
  datasetMaskForms,
  invalidInput,
  VisionError,
} from '../index';
import { choiceFlag, type Flag, type Flags, numberFlag, switchFlag } from './flag';

const out: Flag<string> = {
  placeholder: 'FOLDER',
  help: 'the dataset: a new folder, or one that export made before',
  read(text, name) {
    if (text !== undefined) return text;
    throw new VisionError('INVALID_INPUT', `${name} is missing: it says where the dataset is, such as ${name} dataset`);
  },
};

/** `undefined` where the prompt says it. */
const classes: Flag<readonly string[] | undefined> = {
  placeholder: 'LIST',
  help: 'classes in the order of their ids, with commas between; default as in the prompt.\nIds that were given once stay',
  read: (text) => text?.split(',').map((name) => name.trim()),
};

const split: Flag<DatasetSettings['split']> = {
  placeholder: 'SHARES',
  help: 'of train, val and test; default 80,20,0. The content of a picture decides where it goes',
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

/** What is written, and how. */
export const exportFlags = {
  out,
  format: choiceFlag('FORMAT', datasetFormats, datasetDefaults.format, `${datasetFormats.join(', ')}; default coco`),
  classes,
  split,
  boxesOnly: switchFlag('boxes without masks: the segmenter is left alone'),
  masks: choiceFlag(
    'FORM',
    datasetMaskForms,
    datasetDefaults.masks,
    'polygons, or rle, of masks in coco; default polygons. Masks with holes are rle anyway',
  ),
  tolerance: numberFlag(
    'PIXELS',
    { min: 0, max: 100 },
    datasetDefaults.tolerance,
    'by which polygons may stray from the mask; default 0, exactly the mask',
  ),
  crowdForRle: switchFlag('coco: iscrowd 1 for rle, for tools that read rle no other way'),
  skipEmpty: switchFlag('leaves out pictures in which nothing was found'),
} as const satisfies Flags;
