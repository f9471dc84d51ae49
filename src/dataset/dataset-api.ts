import type { Detection, ImageInput } from '../contract';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import type { DatasetSettings } from './settings';

/** Which dataset a call is about. Every call says it all, so that a thread that was started anew can go on. */
export interface Target {
  /** Tells the users of a dataset apart. */
  readonly user: number;
  readonly folder: string;
  readonly settings: DatasetSettings;
}

/** What the dataset thread answers. Buffers arrive as plain `Uint8Array`s. */
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
}
