import type { Detection, ImageInput, ImageSize } from '../contract';
import type { Provenance } from './provenance';
import type { DatasetSettings, DatasetSplit } from './settings';

/** A picture to add. */
export interface DatasetPicture {
  /** The bytes of a picture file, which are kept where readers of the dataset see them as they are meant; or raw pixels. */
  readonly image: ImageInput;
  /** A file name or path that the picture's name in the dataset is made from; without one it is named by its hash. */
  readonly name?: string;
  /** The upright image that the detections are of, where it is known: a picture of another size is refused. */
  readonly size?: ImageSize;
}

/** A picture that is in the dataset. */
export interface DatasetEntry {
  /** Relative to the dataset's folder, with `/`. */
  readonly file: string;
  readonly split: DatasetSplit;
  readonly provenance: Provenance;
}

export interface AddResult {
  readonly folder: string;
  /** Relative to the folder, with `/`; `null` where the picture was left out because nothing was found in it. */
  readonly file: string | null;
  readonly split: DatasetSplit | null;
  /** False where the same bytes were in the dataset before: their annotations were replaced. */
  readonly isNew: boolean;
  /** In the whole dataset, in all its parts. */
  readonly pictures: number;
}

/** One user's access to a dataset. All users of one process share its writer; another process is refused meanwhile. */
export interface Dataset {
  /** The entry of the same bytes, without adding them: a run that goes on can leave its models alone. */
  find(image: ImageInput): Promise<DatasetEntry | undefined>;
  /**
   * Adds a picture, or replaces the annotations of the same bytes. Once it resolves, the picture survives a crash.
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `BAD_DATASET`
   */
  add(picture: DatasetPicture, detections: readonly Detection[], provenance?: Provenance): Promise<AddResult>;
  /** Writes the files that are about all pictures and gives this access back. */
  close(): Promise<void>;
}

/**
 * Makes a dataset or goes on with one.
 * @param folder absolute; made where it is not there
 * @throws VisionError `INVALID_INPUT`; `BAD_DATASET` where the folder holds something else or another process writes there
 */
export async function openDataset(folder: string, settings: Partial<DatasetSettings>): Promise<Dataset> {
  throw new Error(`Not written yet: ${folder} as ${settings.format}`);
}
