import { VisionError } from '../../../errors';
import type { Session } from '../../session';
import type { DetectorContract } from './contract';
import { huggingFace } from './hugging-face';
import { original } from './original';

const contracts: readonly DetectorContract[] = [huggingFace, original];

/**
 * The contract that a graph keeps, by the names of its inputs and outputs.
 * @throws VisionError `MODEL_UNSUPPORTED` unless it takes and gives what a Grounding DINO export does
 */
export function contractFor({ inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>): DetectorContract {
  const taken = inputs.map(({ name }) => name);
  const given = outputs.map(({ name }) => name);
  const found = contracts.find(
    (contract) =>
      nameAmong(taken, contract.pixels) !== undefined &&
      contract.required.every((name) => taken.includes(name)) &&
      taken.every((name) => contract.pixels.includes(name) || name in contract.inputs) &&
      nameAmong(given, contract.logits) !== undefined &&
      nameAmong(given, contract.boxes) !== undefined,
  );
  if (found) return found;
  const known = contracts.map(
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
