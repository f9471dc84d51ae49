import type { Detection } from '../../contract';
import { boxIou } from '../../geometry/box';
import { type NmsMode, suppress } from '../../geometry/nms';
import type { Candidate } from './read-candidates';

/**
 * What the user gets of all passes: best score first, without duplicates, without what decoys won.
 * Ties keep the order of the passes and of their queries.
 */
export function selectDetections(
  passes: readonly (readonly Candidate[])[],
  { nms, nmsIou, maxDetections }: { nms: NmsMode; nmsIou: number; maxDetections: number },
): Detection[] {
  const sorted = withoutDecoyed(passes).sort((a, b) => b.score - a.score);
  return suppress(sorted, nms, nmsIou)
    .filter(({ isDecoy }) => !isDecoy)
    .slice(0, maxDetections)
    .map(({ isDecoy, ...detection }) => detection);
}

/** From this intersection over union on (exclusive), finds of two passes are about one thing. */
const SAME_PLACE = 0.5;

/**
 * Within a pass a decoy wins queries. The queries of two passes have nothing in common, so there a decoy wins places: of
 * what another pass found there, only a better score stays.
 */
function withoutDecoyed(passes: readonly (readonly Candidate[])[]): Candidate[] {
  return passes.flatMap((pass) => {
    const decoys = passes.filter((other) => other !== pass).flatMap((other) => other.filter(({ isDecoy }) => isDecoy));
    return pass.filter(
      ({ isDecoy, score, bbox }) =>
        isDecoy || !decoys.some((decoy) => decoy.score > score && boxIou(decoy.bbox, bbox) > SAME_PLACE),
    );
  });
}
