import type { ImageSize } from '../../contract';
import type { FileContent } from '../../files/whole-file';
import type { ImageFormat } from '../../image/encode';
import type { DatasetObject } from '../objects';
import type { LogEntry, PictureRecord } from '../picture-log';
import type { DatasetSettings, DatasetSplit } from '../settings';

/** A picture with what was found in it, as the files about it need it. */
export interface AnnotatedPicture {
  /** Without folder and extension; no other picture of the dataset has it. */
  readonly stem: string;
  /** `.jpg`, `.png`, `.webp` */
  readonly extension: string;
  readonly split: DatasetSplit;
  readonly size: ImageSize;
  readonly objects: readonly DatasetObject[];
}

/** A file about a picture. */
export interface AnnotationFile {
  /** Relative to the dataset's folder, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A file about all pictures. Without content there is to be none. */
export interface IndexFile {
  readonly path: string;
  readonly content: FileContent | undefined;
}

/** All that is in a dataset. */
export interface DatasetContent {
  /** In the order of their ids. */
  readonly classes: readonly string[];
  /** ISO 8601. */
  readonly created: string;
  readonly program: string;
  /** Those that are to have files, with or without pictures. */
  readonly splits: readonly DatasetSplit[];
  readonly entries: readonly LogEntry[];
  read(entry: LogEntry): Promise<PictureRecord>;
}

/**
 * One way in which datasets are laid out. A new one is a file in this folder, a line in `index.ts` and its name in
 * `datasetFormats`.
 */
export interface Format {
  /** The picture files that its readers take as they are. */
  readonly keeps: readonly ImageFormat[];
  /** Where the picture lies, relative to the dataset's folder, with `/`. */
  picturePath(picture: Pick<AnnotatedPicture, 'stem' | 'extension' | 'split'>): string;
  /** @param classes with every label of the picture, in the order of their ids */
  annotate(picture: AnnotatedPicture, classes: readonly string[], settings: DatasetSettings): AnnotationFile[];
  /** What the index needs to know of an object beyond what is recorded of each. */
  remember?(object: DatasetObject, picture: ImageSize, settings: DatasetSettings): object;
  index(dataset: DatasetContent): IndexFile[];
}
