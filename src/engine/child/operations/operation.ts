import type { Handlers } from '../../../calls/api';
import type { ProcessApi } from '../../protocol';
import type { Backend } from '../backend';
import type { ModelCache } from '../model-cache';
import type { ModelCalls } from '../model-calls';
import type { PictureCache } from '../picture-cache';
import type { Queue } from '../queue';

/** What the operations of the inference process share. */
export interface Shared {
  readonly backend: Backend;
  readonly calls: ModelCalls;
  readonly models: ModelCache;
  readonly pictures: PictureCache;
  readonly queue: Queue;
}

/** One method of `ProcessApi`: a file of this folder, and a line in `index.ts`. */
export type Operation<Method extends keyof ProcessApi> = (shared: Shared) => Handlers<ProcessApi>[Method];
