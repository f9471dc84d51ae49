import { VisionError } from '../../../errors';
import type { Session } from '../../session';
import type { DetectorSignature } from '../detector-signature';
import { huggingFace } from './hugging-face';
import { huggingFaceMasked } from './hugging-face-masked';
import { original } from './original';
import { packed, packedMasked } from './packed';

/** The first match wins. */
const signatures: readonly DetectorSignature[] = [huggingFace, huggingFaceMasked, original, packed, packedMasked];

/**
 * The signature of a graph, recognised by the names of its inputs and outputs.
 * @throws VisionError `MODEL_UNSUPPORTED` for a graph of no known signature
 */
export function detectorSignatureFor({ inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>): DetectorSignature {
  const inputNames = inputs.map(({ name }) => name);
  const outputNames = outputs.map(({ name }) => name);
  const match = signatures.find(
    (signature) =>
      inputs.some(({ name, type }) => signature.pixels.includes(name) && (type === 'uint8') === !!signature.isPacked) &&
      signature.required.every((name) => inputNames.includes(name)) &&
      inputNames.every((name) => signature.pixels.includes(name) || name in signature.inputs) &&
      nameAmong(outputNames, signature.logits) !== undefined &&
      nameAmong(outputNames, signature.boxes) !== undefined,
  );
  if (match) return match;
  const known = signatures.map(
    ({ name, pixels, inputs: others, logits, boxes }) =>
      `${name} with the inputs ${[pixels.join(' or '), ...Object.keys(others)].join(', ')} and the outputs ${logits[0]}, ${boxes[0]}`,
  );
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Unknown Grounding DINO export: it has the inputs ${inputNames.join(', ')} and the outputs ${outputNames.join(', ')}. Known signatures: ${known.join('; ')}`,
  );
}

/** The first of the possible names that is among the names of a graph's inputs or outputs. */
export const nameAmong = (names: readonly string[], possible: readonly string[]): string | undefined =>
  possible.find((name) => names.includes(name));
