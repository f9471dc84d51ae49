import type { Dtype } from './dtype';
import type { ModelTask } from './model-request';

/** A published file of a model. */
export interface CatalogueFile {
  readonly path: string;
  /** Exact, unless `isRounded`. */
  readonly bytes: number;
  /** The exact size is not known. */
  readonly isRounded?: true;
  /** Pinned: a file with this name and another hash is refused. Absent if the hash is not known. */
  readonly sha256?: string;
}

/** Where a model, or a part of it, is published. */
export interface Source {
  readonly repository: string;
  /** A commit, a branch or a tag. */
  readonly revision: string;
}

/** Whether a revision is a commit, which never changes. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** A model of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly family: 'grounding-dino' | 'sam' | 'sam2' | 'edgetam' | 'sam3-tracker';
  /** `upstream: ...` if the repository has no licence tag, so that only the licence of the original weights is known. */
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
  /**
   * The files of each precision that are known, with the data files of their graphs. The hub may have more precisions. The
   * decoder of a segmenter is taken from `fp32`, also for an encoder in another precision.
   */
  readonly files: Partial<Record<Dtype, readonly CatalogueFile[]>>;
}
