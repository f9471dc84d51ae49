import type { Detection, ImageInput } from '../contract';
import type { ReviewPicture, ReviewPictures } from '../contract/review';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import type { PictureQuery, ThresholdQuery } from './review/picture-list';
import type { ChangeResult } from './review/review-picture';
import type { StoredImage } from './review/stored-image';
import type { ClassThresholds } from './review/thresholds';
import type { DatasetSettings } from './settings';

/** An existing dataset. Each call has all of it, so that a restarted process can continue. */
export interface ExistingTarget {
  /** Identifies one user of the dataset. */
  readonly user: number;
  readonly folder: string;
}

/** The dataset of a call, which is created if it does not exist. */
export interface Target extends ExistingTarget {
  readonly settings: DatasetSettings;
}

/** The calls that the dataset process answers. */
export interface DatasetApi {
  open(params: Target): void;
  find(params: Target & { readonly image: ImageInput }): DatasetEntry | undefined;
  add(
    params: Target & {
      readonly picture: DatasetPicture;
      readonly detections: readonly Detection[];
      readonly provenance: Provenance;
    },
  ): AddResult;
  list(params: ExistingTarget & { readonly query: PictureQuery }): ReviewPictures;
  picture(params: ExistingTarget & { readonly hash: string }): ReviewPicture | undefined;
  change(
    params: ExistingTarget & { readonly hash: string; readonly changes: unknown; readonly by: string },
  ): ChangeResult | undefined;
  entry(params: ExistingTarget & { readonly hash: string }): DatasetEntry | undefined;
  annotate(
    params: ExistingTarget & {
      readonly hash: string;
      readonly detections: readonly Detection[];
      readonly provenance: Provenance;
    },
  ): void;
  image(params: ExistingTarget & { readonly hash: string; readonly side?: number }): StoredImage | undefined;
  detector(params: ExistingTarget): Provenance['detector'];
  thresholds(params: ExistingTarget & ThresholdQuery): ClassThresholds[];
  close(params: ExistingTarget): void;
  /** Writes what is due and releases all folders. Datasets that have users are opened again by their next call. */
  releaseAll(params: undefined): void;
}
