import type { Detection, ImageInput } from '../contract';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import type { DatasetSettings } from './settings';

/** The dataset of a call. Each call has all of it, so that a restarted process can continue. */
export interface Target {
  /** Identifies one user of the dataset. */
  readonly user: number;
  readonly folder: string;
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
  close(params: Target): void;
  /** Writes what is due and releases all folders. Datasets that have users are opened again by their next call. */
  releaseAll(params: undefined): void;
}
