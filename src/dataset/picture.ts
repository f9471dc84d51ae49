import type { BoxUnit, DecodeOptions, ImageInput, ImageSize } from '../contract';
import type { SkipReason } from './keep/keep-rules';
import type { Provenance } from './provenance';
import type { DatasetSplit } from './settings';

/** An image to add. */
export interface DatasetPicture {
  /** The bytes of an image file, or raw pixels. Bytes are stored unchanged if readers of the dataset see the same image. */
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  /** A file name or path, from which the name in the dataset is made. Without one, the image is named by its hash. */
  readonly name?: string;
  /** Size of the upright image that the detections are from, if known. An image of another size is refused. */
  readonly size?: ImageSize;
  /** Unit of the boxes of the detections, by default pixels. Masks are always in pixels. */
  readonly boxUnit?: BoxUnit;
  /** The split of an image that is new in the dataset. By default, its bytes and the shares of the splits decide. */
  readonly split?: DatasetSplit;
}

/** An image that is in the dataset. */
export interface DatasetEntry {
  /** Relative to the dataset's folder, with `/`. */
  readonly file: string;
  readonly split: DatasetSplit;
  readonly provenance: Provenance;
}

/** The result of adding an image. */
export interface AddResult {
  /** Absolute path of the dataset. */
  readonly folder: string;
  /** Relative to the folder, with `/`; `null` if the image was skipped. */
  readonly file: string | null;
  readonly split: DatasetSplit | null;
  /** False if the dataset had the same bytes: their annotations were replaced. */
  readonly isNew: boolean;
  /** Number of objects that the image is annotated with. Those outside the image are left out. */
  readonly objects: number;
  /** Number of images in the dataset, in all splits. */
  readonly pictures: number;
  /** Why the image was skipped. */
  readonly reason?: SkipReason;
}
