import type { Dtype } from './dtype';
import type { ModelTask } from './model-request';

/** A file as it was published. */
export interface CatalogueFile {
  readonly path: string;
  /** Exact where a hash is given, else rounded, for people to choose by. */
  readonly bytes: number;
  /** Pinned: what the hub offers under this name must be this. */
  readonly sha256?: string;
}

/** Where a model, or a part of it, is published. */
export interface Source {
  readonly repository: string;
  /** A commit where one is known; a branch where the reference names no commit. */
  readonly revision: string;
}

/** A model that is known to exist. */
export interface CatalogueEntry {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly family: 'grounding-dino' | 'sam' | 'sam2' | 'edgetam' | 'sam3-tracker';
  readonly licence: string;
  /** Without one, the model comes with this package. */
  readonly source?: Source;
  /** The graph, where the repository does not keep it under the usual name. */
  readonly file?: string;
  /** Has the JSON files that the repository itself lacks. */
  readonly companion?: Source;
  /** Whether several phrases may share one pass; detectors only. */
  readonly jointPrompts?: boolean;
  readonly notes: string;
  /** The graph files of each number format whose size is known; the hub may have more formats. */
  readonly files: Partial<Record<Dtype, readonly CatalogueFile[]>>;
}
