import { sendableDetections } from '../../calls/sendable';
import type { Detection } from '../../contract';
import type { ReviewPicture, ReviewPictures } from '../../contract/review';
import { VisionError } from '../../errors';
import { imageTimeout } from '../../process/image-process';
import { joinDatasets } from '../dataset-access';
import { readManifest } from '../manifest';
import type { DatasetEntry } from '../picture';
import type { Provenance } from '../provenance';
import { checkedFolder, type DatasetFormat } from '../settings';
import type { PictureQuery, ThresholdQuery } from './picture-list';
import type { ChangeResult } from './review-picture';
import type { StoredImage } from './stored-image';
import type { ClassThresholds } from './thresholds';

/** Longest side of a small copy of an image, pixels. */
export const sideLimits = { min: 16, max: 4096 } as const;

/** A person's access to a dataset of this package. It shares the writer of the datasets that this process has open. */
export interface DatasetReview {
  /** @throws VisionError as all methods: `BAD_DATASET`, `ENGINE_CRASHED`, `ENGINE_TIMEOUT` */
  list(query: PictureQuery): Promise<ReviewPictures>;
  /** `undefined` for an unknown image. */
  picture(hash: string): Promise<ReviewPicture | undefined>;
  /**
   * Changes objects of an image, all or none. Once the promise resolves, the changes survive a crash.
   * @param changes see `checkedChanges`
   * @param by the name of the person
   * @returns `undefined` for an unknown image
   * @throws VisionError `INVALID_INPUT`, `BAD_BOXES`
   */
  change(hash: string, changes: unknown, by: string): Promise<ChangeResult | undefined>;
  /** How an image was annotated. `undefined` for an unknown image. */
  entry(hash: string): Promise<DatasetEntry | undefined>;
  /**
   * Replaces the objects of an image. Those that a person answered or drew stay as they are, and detections that are one of these
   * are left out. Once the promise resolves, the change survives a crash.
   * @param detections in pixels of the upright image
   * @throws VisionError `INVALID_INPUT` for an unknown image, `BAD_BOXES`
   */
  annotate(hash: string, detections: readonly Detection[], provenance: Provenance): Promise<void>;
  /** The file of an image, or a JPEG copy whose longest side has `side` pixels. `undefined` for an unknown image. */
  image(hash: string, side?: number): Promise<StoredImage | undefined>;
  /** The detector of the newest image whose prompt is known, if one of the last images has one. */
  detector(): Promise<Provenance['detector']>;
  thresholds(query: ThresholdQuery): Promise<ClassThresholds[]>;
  /** Writes the index files and ends this access. */
  close(): Promise<void>;
}

/** The format of the dataset in a folder; `undefined` if there is none. @throws VisionError `BAD_DATASET` */
export const datasetFormatOf = async (folder: string): Promise<DatasetFormat | undefined> =>
  (await readManifest(folder))?.format;

/**
 * Opens an existing dataset with its own settings. The first call takes the folder.
 * @param folder absolute path
 * @throws VisionError `INVALID_INPUT`
 */
export function openReview(folder: string): DatasetReview {
  const { user, ask, leave } = joinDatasets(imageTimeout());
  const target = { user, folder: checkedFolder(folder) };
  const closed = (): VisionError => new VisionError('BAD_DATASET', `The dataset was closed: ${folder}`);
  let closing: Promise<void> | undefined;
  return {
    list: (query) => ask('list', { ...target, query }),
    picture: (hash) => ask('picture', { ...target, hash }),
    change: (hash, changes, by) => ask('change', { ...target, hash, changes, by }),
    entry: (hash) => ask('entry', { ...target, hash }),
    annotate: (hash, detections, provenance) =>
      ask('annotate', { ...target, hash, detections: sendableDetections(detections), provenance }),
    image: (hash, side) => ask('image', { ...target, hash, ...(side === undefined ? {} : { side }) }),
    detector: () => ask('detector', target),
    thresholds: (query) => ask('thresholds', { ...target, ...query }),
    close() {
      closing ??= ask('close', target).finally(() => leave(closed()));
      return closing;
    },
  };
}
