import { VisionError } from '../../../errors';
import type { DecoderSignature } from '../decoder-signature';
import { edgeSam } from './edge-sam';
import { efficientSam } from './efficient-sam';
import { fused, fusedBoxes } from './fused';
import { meta } from './meta';
import { samHq } from './sam-hq';
import { sam1 } from './sam1';
import { sam1Boxes } from './sam1-boxes';
import { sam1Points } from './sam1-points';
import { sam1PointsAndBoxes } from './sam1-points-and-boxes';
import { sam2 } from './sam2';
import { samexporterSam2 } from './samexporter-sam2';

/** The first match wins, so the more specific signatures come first. */
export const decoderSignatures: readonly DecoderSignature[] = [
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
  fused,
  fusedBoxes,
];

/** @throws VisionError `MODEL_UNSUPPORTED` for a decoder of no known signature */
export function decoderSignatureFor(decoderInputs: readonly string[]): DecoderSignature {
  const known = decoderSignatures.find((signature) => signature.matches(decoderInputs));
  if (known) return known;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Unknown SAM decoder: it has the inputs ${decoderInputs.join(', ')}. Known signatures: ${decoderSignatures.map(({ name }) => name).join(', ')}`,
  );
}
