import { VisionError } from '../../../errors';
import type { SamLayout } from '../layout';
import { edgeSam } from './edge-sam';
import { efficientSam } from './efficient-sam';
import { meta } from './meta';
import { samHq } from './sam-hq';
import { sam1 } from './sam1';
import { sam1Boxes } from './sam1-boxes';
import { sam1Points } from './sam1-points';
import { sam1PointsAndBoxes } from './sam1-points-and-boxes';
import { sam2 } from './sam2';
import { samexporterSam2 } from './samexporter-sam2';

/** First match wins, so the more demanding layouts come first. */
export const layouts: readonly SamLayout[] = [
  sam2,
  sam1,
  sam1PointsAndBoxes,
  sam1Boxes,
  sam1Points,
  samexporterSam2,
  samHq,
  meta,
  efficientSam,
  edgeSam,
];

/** @throws VisionError `MODEL_UNSUPPORTED` */
export function layoutFor(decoderInputs: readonly string[]): SamLayout {
  const found = layouts.find((layout) => layout.matches(decoderInputs));
  if (found) return found;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `No known SAM layout takes the inputs ${decoderInputs.join(', ')}; known layouts: ${layouts.map(({ name }) => name).join(', ')}`,
  );
}
