import { isAbsolute } from 'node:path';
import { invalidInput } from '../errors';

export const datasetFormats = ['coco', 'yolo-seg', 'yolo', 'voc', 'labelme'] as const;
export type DatasetFormat = (typeof datasetFormats)[number];

/** The parts of a dataset, in the order in which the hash of a picture chooses between them. */
export const datasetSplits = ['train', 'val', 'test'] as const;
export type DatasetSplit = (typeof datasetSplits)[number];

/** How COCO files hold masks. Polygons cannot have holes: a mask with holes is written as RLE in any case. */
export const datasetMaskForms = ['polygons', 'rle'] as const;
export type DatasetMaskForm = (typeof datasetMaskForms)[number];

/** What a dataset is written as. Only `format` must stay; what else changes holds for the pictures added from then on. */
export interface DatasetSettings {
  readonly format: DatasetFormat;
  /** Classes in the order of their ids. Labels that are not among them are appended as they come. */
  readonly classes: readonly string[];
  /** Shares of the pictures, of any sum: 8, 2, 0 is 0.8, 0.2, 0. */
  readonly split: Readonly<Record<DatasetSplit, number>>;
  /** Of COCO only. */
  readonly masks: DatasetMaskForm;
  /** Pixels that a polygon may stray from the mask's edge; 0 = exactly the mask. */
  readonly tolerance: number;
  /** COCO: `iscrowd` 1 where a mask is RLE, for tools that read RLE no other way. */
  readonly crowdForRle: boolean;
  /** Pictures in which nothing was found are part of the dataset, as examples of background. */
  readonly keepEmpty: boolean;
}

export const datasetDefaults: DatasetSettings = {
  format: 'coco',
  classes: [],
  split: { train: 0.8, val: 0.2, test: 0 },
  masks: 'polygons',
  tolerance: 0,
  crowdForRle: false,
  keepEmpty: true,
};

/** @throws VisionError `INVALID_INPUT` */
export function checkedSettings(given: Partial<DatasetSettings>): DatasetSettings {
  const settings = { ...datasetDefaults, ...given };
  const { format, classes, split, masks, tolerance } = settings;
  if (!datasetFormats.includes(format)) throw invalidInput('format', `one of ${datasetFormats.join(', ')}`, format);
  if (!datasetMaskForms.includes(masks)) throw invalidInput('masks', `one of ${datasetMaskForms.join(', ')}`, masks);
  if (!(tolerance >= 0)) throw invalidInput('tolerance', 'a number of pixels from 0 up', tolerance);
  if (new Set(classes).size < classes.length) throw invalidInput('classes', 'a list without repetitions', classes);
  const shares = datasetSplits.map((part) => split[part]);
  if (!shares.every((share) => share >= 0) || !shares.some((share) => share > 0)) {
    throw invalidInput('split', 'shares of train, val and test from 0 up, not all 0', shares.join(', '));
  }
  return settings;
}

/** @throws VisionError `INVALID_INPUT` */
export function checkedFolder(folder: string): string {
  if (isAbsolute(folder)) return folder;
  throw invalidInput('folder', 'an absolute path', folder);
}
