import type { Dtype } from './dtype';
import type { ModelTask } from './model-request';

/** A published file of a model. */
export interface CatalogueFile {
  readonly path: string;
  /** Exact if there is a hash, else rounded, so that users can compare sizes. */
  readonly bytes: number;
  /** Pinned: a file with this name and another hash is refused. */
  readonly sha256?: string;
}

/** Where a model, or a part of it, is published. */
export interface Source {
  readonly repository: string;
  /** A commit, a branch or a tag. */
  readonly revision: string;
}

/** A model of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly family: 'grounding-dino' | 'sam' | 'sam2' | 'edgetam' | 'sam3-tracker';
  readonly licence: string;
  /** Absent for a built-in model. */
  readonly source?: Source;
  /** The graph, if its name in the repository is not the usual one. */
  readonly file?: string;
  /** The repository that has the JSON files which this one does not have. */
  readonly companion?: Source;
  /** Whether several phrases may share one pass of the published file; detectors only. A repair may make it so. */
  readonly jointPrompts?: boolean;
  readonly notes: string;
  /** The graph files of each precision whose size is known. The hub may have more precisions. */
  readonly files: Partial<Record<Dtype, readonly CatalogueFile[]>>;
}
