import type { Detection } from '../../contract';
import { boxIou } from '../../geometry/box';
import { type NmsMode, suppress } from '../../geometry/nms';
import type { Candidate } from './read-candidates';

/**
 * Merges the candidates of all passes: sorted by score, best first, without duplicates and decoys. Equal scores keep
 * the order of the passes and of their queries.
 * @param nmsIou candidates whose boxes have a higher IoU (exclusive) are duplicates
 */
export function selectDetections(
  passes: readonly (readonly Candidate[])[],
  { nms, nmsIou, maxDetections }: { nms: NmsMode; nmsIou: number; maxDetections: number },
): Detection[] {
  const sorted = withoutOutscored(passes).sort((a, b) => b.score - a.score);
  return suppress(sorted, nms, nmsIou)
    .filter(({ isDecoy }) => !isDecoy)
    .slice(0, maxDetections)
    .map(({ isDecoy, ...detection }) => detection);
}

/** Candidates of two passes whose boxes have a higher IoU (exclusive) are of the same object. */
const SAME_OBJECT_IOU = 0.5;

/**
 * Removes candidates of an object for which a decoy of another pass has a higher score. Within a pass, classes and
 * decoys compete for each query; the queries of two passes are unrelated, so their boxes are compared.
 */
function withoutOutscored(passes: readonly (readonly Candidate[])[]): Candidate[] {
  return passes.flatMap((pass) => {
    const decoys = passes.filter((other) => other !== pass).flatMap((other) => other.filter(({ isDecoy }) => isDecoy));
    return pass.filter(
      ({ isDecoy, score, bbox }) =>
        isDecoy || !decoys.some((decoy) => decoy.score > score && boxIou(decoy.bbox, bbox) > SAME_OBJECT_IOU),
    );
  });
}
