import type { RequestedDtype } from './dtype';

/** The task of a model: find boxes for words, or segment the object in a box or at a point. */
export type ModelTask = 'detector' | 'segmenter';

/** The model that a node requests. */
export interface ModelRequest {
  /** `demo`, an id of the catalogue, `org/name[@revision][:file]`, or a folder in the Hugging Face layout. */
  readonly model: string;
  readonly dtype: RequestedDtype;
  /** Relative folders are resolved against this one. */
  readonly baseFolder: string;
}
