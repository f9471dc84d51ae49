import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Detection, ImageSize } from '../../contract';
import { invalidInput, VisionError } from '../../errors';
import type { Provenance } from '../provenance';
import { type DatasetSplit, datasetSplits } from '../settings';

/** An image of a dataset that is read. */
export interface ReadPicture {
  /** Absolute path of the image file. */
  readonly file: string;
  /** Absent if the dataset does not say it. */
  readonly split?: DatasetSplit;
  /** Boxes and masks in pixels of the upright image. The score is 1 if the dataset has none. */
  readonly detections: readonly Detection[];
  /** Size of the upright image that the annotations are for, if the dataset says it. Given to `add`, another size is refused. */
  readonly size?: ImageSize;
  readonly provenance?: Provenance;
}

/** A dataset that is read. */
export interface ReadDataset {
  /** The kind of the dataset, for users: `COCO`. */
  readonly kind: string;
  /** In the order of their ids, different by `labelKey`: `cars` and `Cars` are one class. The labels of detections are these names. */
  readonly classes: readonly string[];
  /**
   * The images in their order.
   * @param onFailure called for each image that is missing or whose annotations cannot be read. The image is left out. Without
   * it, such an image is an error
   * @throws VisionError `BAD_DATASET`; `BAD_IMAGE` for an image whose size must be known and cannot be read
   */
  pictures(onFailure?: (name: string, message: string) => void): AsyncIterable<ReadPicture>;
}

/** An image that is not read yet. */
export interface PictureSource {
  /** As the dataset names it. */
  readonly name: string;
  /** May reject with any error. Other images can be read then. */
  read(): Promise<ReadPicture>;
}

/** A dataset of one kind. */
export interface SourceDataset extends Pick<ReadDataset, 'kind' | 'classes'> {
  /** The images in their order. An error here ends the reading. */
  sources(): Iterable<PictureSource> | AsyncIterable<PictureSource>;
}

/**
 * Reads datasets of one kind. A new one is a file in this folder and a line in `index.ts`. Takes the absolute path of a folder or
 * a file. The result is `undefined` if that is no dataset of this kind.
 * @throws VisionError `BAD_DATASET` for a dataset that cannot be read
 */
export type Reader = (path: string) => Promise<SourceDataset | undefined>;

/** The first file that exists below one of the folders. Names that lead out of the folder are not followed. */
export async function firstFile(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const spelling of spellings(name)) {
    for (const folder of folders) {
      const path = resolve(folder, spelling);
      if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) continue;
      if (await isFile(path)) return path;
    }
  }
  return undefined;
}

/** A path as it is, with `/` for the `\` of Windows, and in both Unicode forms, because macOS writes `é` as `e` and an accent. */
export function spellings(path: string): readonly string[] {
  const forms = [path, path.replaceAll('\\', '/')].flatMap((one) => [one, one.normalize('NFC'), one.normalize('NFD')]);
  return [...new Set(forms)];
}

export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );

export const imageMissing = (): VisionError => new VisionError('BAD_DATASET', 'The image is missing');

/** The size that a dataset says of an image; `undefined` if it says none. */
export function annotatedSize(width: unknown, height: unknown): ImageSize | undefined {
  const [w, h] = [Number(width ?? 0), Number(height ?? 0)];
  return w > 0 && h > 0 ? { width: w, height: h } : undefined;
}

/** The only size of a list; `undefined` for an empty list. @throws VisionError `BAD_DATASET` for two sizes of one image */
export function onlySize(sizes: readonly (ImageSize | undefined)[]): ImageSize | undefined {
  const texts = new Set(sizes.flatMap((size) => (size ? [`${size.width} x ${size.height}`] : [])));
  if (texts.size > 1)
    throw invalidInput('The annotated size', 'the same everywhere', [...texts].join(', '), 'BAD_DATASET');
  return sizes.find(Boolean);
}

/** The size of an image that annotations are relative to. @throws VisionError `BAD_IMAGE` */
export async function sizeOf(file: string): Promise<ImageSize> {
  // Loaded here, so that Node-RED's process loads no native code.
  const { uprightSize } = await import('../../image/upright-size.js');
  return uprightSize(file);
}

/** The split in a name such as `instances_val2017.json`, or in one of the folders of a path. */
export function splitIn(path: string): DatasetSplit | undefined {
  const words = path.toLowerCase().split(/[^a-z]+/);
  return datasetSplits.find((split) => words.some((word) => splitNames[split].includes(word)));
}

/** How datasets name their splits. */
const splitNames: Readonly<Record<DatasetSplit, readonly string[]>> = {
  train: ['train'],
  val: ['val', 'valid', 'validation'],
  test: ['test'],
};
