import { VisionError } from '../../../errors';
import type { Session } from '../../session';
import type { DetectorSignature } from '../detector-signature';
import { huggingFace } from './hugging-face';
import { original } from './original';

const signatures: readonly DetectorSignature[] = [huggingFace, original];

/**
 * The signature of a graph, recognised by the names of its inputs and outputs.
 * @throws VisionError `MODEL_UNSUPPORTED` unless it takes and gives what a Grounding DINO export does
 */
export function detectorSignatureFor({ inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>): DetectorSignature {
  const taken = inputs.map(({ name }) => name);
  const given = outputs.map(({ name }) => name);
  const found = signatures.find(
    (signature) =>
      nameAmong(taken, signature.pixels) !== undefined &&
      signature.required.every((name) => taken.includes(name)) &&
      taken.every((name) => signature.pixels.includes(name) || name in signature.inputs) &&
      nameAmong(given, signature.logits) !== undefined &&
      nameAmong(given, signature.boxes) !== undefined,
  );
  if (found) return found;
  const known = signatures.map(
    ({ name, pixels, inputs: others, logits, boxes }) =>
      `${name} takes ${[pixels.join(' or '), ...Object.keys(others)].join(', ')} and gives ${logits[0]}, ${boxes[0]}`,
  );
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `This is not a Grounding DINO export of a known kind: it takes ${taken.join(', ')} and gives ${given.join(', ')}. Known kinds: ${known.join('; ')}`,
  );
}

/** Which of an input's or output's possible names the graph uses. */
export const nameAmong = (names: readonly string[], possible: readonly string[]): string | undefined =>
  possible.find((name) => names.includes(name));
