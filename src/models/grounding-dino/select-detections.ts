import type { Detection } from '../../contract';
import { boxIou } from '../../geometry/box';
import { type NmsMode, suppress } from '../../geometry/nms';
import type { Candidate } from './read-candidates';

/** Which candidates become detections. */
export interface Selection {
  readonly nms: NmsMode;
  /** Candidates whose boxes have a higher IoU (exclusive) are duplicates. */
  readonly nmsIou: number;
  readonly maxDetections: number;
}

/**
 * Merges the candidates of all passes: sorted by score, best first, without duplicates and decoys. Equal scores keep
 * the order of the passes and of their queries.
 */
export const selectDetections = (passes: readonly (readonly Candidate[])[], selection: Selection): Detection[] =>
  selected(withoutOutscored(passes).sort(byScore), selection);

/** @param sorted best score first */
export function selected(sorted: readonly Candidate[], { nms, nmsIou, maxDetections }: Selection): Detection[] {
  return suppress(sorted, nms, nmsIou)
    .filter(({ isDecoy }) => !isDecoy)
    .slice(0, maxDetections)
    .map(({ isDecoy, ...detection }) => detection);
}

export const byScore = (a: Candidate, b: Candidate): number => b.score - a.score;

/** Candidates of two passes whose boxes have a higher IoU (exclusive) are of the same object. */
const SAME_OBJECT_IOU = 0.5;

/**
 * Removes candidates of an object for which a decoy of another pass has a higher score. Within a pass, classes and
 * decoys compete for each query; the queries of two passes are unrelated, so their boxes are compared.
 */
export function withoutOutscored<C extends Candidate>(
  passes: readonly (readonly C[])[],
  isSameObject: (decoy: C, candidate: C) => boolean = (a, b) => boxIou(a.bbox, b.bbox) > SAME_OBJECT_IOU,
): C[] {
  return passes.flatMap((pass) => {
    const decoys = passes.filter((other) => other !== pass).flatMap((other) => other.filter(({ isDecoy }) => isDecoy));
    return pass.filter(
      (candidate) =>
        candidate.isDecoy || !decoys.some((decoy) => decoy.score > candidate.score && isSameObject(decoy, candidate)),
    );
  });
}
