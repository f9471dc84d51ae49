import { isAbsolute } from 'node:path';
import { distinctLabels } from '../contract';
import { invalidInput } from '../errors';
import { className, MAX_CLASS_NAME } from './class-name';
import { checkedKeep, type KeepSettings, keepDefaults } from './keep/keep-settings';

export const datasetFormats = [
  'coco',
  'coco-panoptic',
  'yolo-seg',
  'yolo',
  'voc',
  'labelme',
  'label-studio',
  'cvat',
  'odvg',
  'image-folder',
  'mask-pngs',
] as const;
export type DatasetFormat = (typeof datasetFormats)[number];

/** The splits of a dataset. Their order matters to `splitOf`. */
export const datasetSplits = ['train', 'val', 'test'] as const;
export type DatasetSplit = (typeof datasetSplits)[number];

/** How masks are stored. Polygons cannot have holes, so a mask with holes is always RLE. */
export const datasetMaskForms = ['polygons', 'rle'] as const;
export type DatasetMaskForm = (typeof datasetMaskForms)[number];

/** Settings of a dataset. `format` must stay the same; other changes apply to images that are added later. */
export interface DatasetSettings {
  readonly format: DatasetFormat;
  /**
   * Class names in the order of their ids, different by `labelKey`. Other labels are appended in the order in which they
   * appear. Line ends in a name become spaces.
   */
  readonly classes: readonly string[];
  /** Shares of the images, of any sum: 8, 2, 0 is the same as 0.8, 0.2, 0. */
  readonly split: Readonly<Record<DatasetSplit, number>>;
  /** COCO, Label Studio and CVAT only. */
  readonly masks: DatasetMaskForm;
  /** Pixels by which a polygon may be off the mask's edge; 0 = exactly the mask. */
  readonly tolerance: number;
  /** COCO only: `iscrowd` is 1 if a mask is RLE, for tools that otherwise do not read RLE. */
  readonly crowdForRle: boolean;
  /** Keep images without objects, as examples of background. */
  readonly keepEmpty: boolean;
  /** Which new images are kept. */
  readonly keep: KeepSettings;
}

export const datasetDefaults: DatasetSettings = {
  format: 'coco',
  classes: [],
  split: { train: 0.8, val: 0.2, test: 0 },
  masks: 'polygons',
  tolerance: 0,
  crowdForRle: false,
  keepEmpty: true,
  keep: keepDefaults,
};

/** Completes settings with the defaults. @throws VisionError `INVALID_INPUT` */
export function checkedSettings(given: Partial<DatasetSettings>): DatasetSettings {
  const complete = { ...datasetDefaults, ...given };
  const settings = { ...complete, classes: complete.classes.map(className), keep: checkedKeep(complete.keep) };
  const { format, classes, split, masks, tolerance } = settings;
  if (!datasetFormats.includes(format)) throw invalidInput('format', `one of ${datasetFormats.join(', ')}`, format);
  if (!datasetMaskForms.includes(masks)) throw invalidInput('masks', `one of ${datasetMaskForms.join(', ')}`, masks);
  if (!(tolerance >= 0)) throw invalidInput('tolerance', 'a number of pixels from 0 up', tolerance);
  if (distinctLabels(classes).length < classes.length) {
    throw invalidInput('classes', 'a list without repetitions', classes);
  }
  if (classes.some((name) => name === '' || name.length > MAX_CLASS_NAME)) {
    throw invalidInput('classes', `a list of names with 1 to ${MAX_CLASS_NAME} characters`, classes);
  }
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
