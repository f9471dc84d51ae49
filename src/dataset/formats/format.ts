import type { ImageSize } from '../../contract';
import type { FileContent } from '../../files/whole-file';
import type { ImageFormat } from '../../image/image-formats';
import type { DatasetObject } from '../objects';
import type { LogEntry, PictureRecord } from '../picture-log';
import type { DatasetSettings, DatasetSplit } from '../settings';

/** An image with its objects, for the files about it. */
export interface AnnotatedPicture {
  /** File name without folder and extension. Unique in the dataset. */
  readonly stem: string;
  /** `.jpg`, `.png`, `.webp` */
  readonly extension: string;
  readonly split: DatasetSplit;
  /** Of the upright image. */
  readonly size: ImageSize;
  readonly objects: readonly DatasetObject[];
}

/** An annotation file of one image. */
export interface AnnotationFile {
  /** Relative to the dataset's folder, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A file about all images of a dataset. */
export interface IndexFile {
  /** Relative to the dataset's folder, with `/`. */
  readonly path: string;
  /** `undefined`: the file must not exist. */
  readonly content: FileContent | undefined;
}

/** The content of a dataset, for its index files. */
export interface DatasetContent {
  /** The name of the dataset's folder. */
  readonly name: string;
  /** In the order of their ids. */
  readonly classes: readonly string[];
  /** ISO 8601. */
  readonly created: string;
  /** The program that writes the dataset. */
  readonly program: string;
  /** The splits that have files, with or without images. */
  readonly splits: readonly DatasetSplit[];
  /** In the order in which the images were added. */
  readonly entries: readonly LogEntry[];
  read(entry: LogEntry): Promise<PictureRecord>;
}

/**
 * A format of datasets. A new one is a file in this folder, a line in `index.ts` and its name in `datasetFormats`.
 */
export interface Format {
  /** Image formats that readers of this dataset format accept. Other images are encoded again. */
  readonly keeps: readonly ImageFormat[];
  /** Path of the image, relative to the dataset's folder, with `/`. */
  picturePath(picture: Pick<AnnotatedPicture, 'stem' | 'extension' | 'split'>): string;
  /** The annotation files of one image. @param classes in the order of their ids; they include every label of the image */
  annotate(picture: AnnotatedPicture, classes: readonly string[], settings: DatasetSettings): AnnotationFile[];
  /** Properties of each object that `index` needs, in addition to those of `RecordedObject`. */
  remember?(picture: AnnotatedPicture, settings: DatasetSettings): readonly object[];
  /** The files about all images. */
  index(dataset: DatasetContent): IndexFile[];
}
