import type { ImageInput, ImageSize } from '../contract';
import type { Provenance } from './provenance';
import type { DatasetSplit } from './settings';

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
