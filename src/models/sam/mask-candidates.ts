import type { Bbox, Mask } from '../../contract';
import { VisionError } from '../../errors';
import { boxIou } from '../../geometry/box';
import { maskBounds, maskIou } from '../../geometry/mask';
import { checkFinite } from '../../tensor/finite';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import { sigmoid } from '../sigmoid';
import type { MaskCandidate } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { maskFromLogits } from './mask-from-logits';

/**
 * The candidates of each prompt, from a decoder's outputs.
 * @param masks name of the float32 output `[..., prompts, candidates, height, width]`
 * @param scores name of the float32 output `[..., prompts, candidates]`, the predicted IoUs
 * @param objectLogits name of the float32 output `[..., prompts, 1]`, if the decoder has it: logits of there being an object
 * @throws VisionError `MODEL_UNSUPPORTED` for other names, types or shapes, NotFiniteError
 */
export function candidatesFrom(
  outputs: NamedTensors,
  masks: string,
  scores: string,
  objectLogits?: string,
): MaskCandidate[][] {
  const { [masks]: logits, [scores]: ious } = outputs as Record<string, Tensor<'float32'> | undefined>;
  const [candidates, height, width] = (logits?.dims.slice(-3) ?? []) as [number, number, number];
  const plane = height * width;
  const isReadable = logits?.type === 'float32' && ious?.type === 'float32' && logits.dims.length >= 4;
  if (!isReadable || ious.data.length * plane !== logits.data.length) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `Unknown SAM decoder outputs: expected float32 ${masks} and ${scores}, got ${Object.keys(outputs).join(', ')}`,
    );
  }
  checkFinite(masks, logits);
  checkFinite(scores, ious);
  const prompts = ious.data.length / candidates;
  const objects = objectScores(outputs, objectLogits, prompts);
  return Array.from({ length: prompts }, (_, prompt) =>
    Array.from({ length: candidates }, (_, candidate) => {
      const index = prompt * candidates + candidate;
      return {
        logits: logits.data.subarray(index * plane, (index + 1) * plane),
        size: { width, height },
        predictedIou: ious.data[index]!,
        ...(objects && { objectScore: objects[prompt]! }),
      };
    }),
  );
}

/** The `reads` of a signature whose masks, scores and object logits have fixed names, of which a graph may have fewer. */
export const readsOnly =
  (...names: readonly string[]) =>
  (outputs: readonly string[]): readonly string[] =>
    names.filter((name) => outputs.includes(name));

/** The score of each prompt, if the output has one logit for each. */
function objectScores(outputs: NamedTensors, name: string | undefined, prompts: number): number[] | undefined {
  const logits = name === undefined ? undefined : (outputs[name] as Tensor<'float32'> | undefined);
  if (logits?.type !== 'float32' || logits.data.length !== prompts) return undefined;
  checkFinite(name!, logits);
  return Array.from(logits.data, sigmoid);
}

/** The candidate with the highest predicted IoU. */
export const bestRated = (candidates: readonly MaskCandidate[]): MaskCandidate =>
  candidates.reduce((best, candidate) => (candidate.predictedIou > best.predictedIou ? candidate : best));

/**
 * The candidate whose bounds have the highest IoU with the box; of equal ones, the one with the highest predicted IoU.
 * @param box in pixels of the image
 */
export function bestFitting(candidates: readonly MaskCandidate[], box: Bbox, square: EncoderSquare): MaskCandidate {
  const fits = new Map(
    candidates.map((candidate) => [candidate, boxIou(maskBounds(maskFromLogits(candidate, square)), box)]),
  );
  const bestFit = Math.max(...fits.values());
  return bestRated(candidates.filter((candidate) => fits.get(candidate) === bestFit));
}

/**
 * The candidate whose mask has the highest IoU with an earlier mask of the object; of equal ones, the one with the highest
 * predicted IoU.
 * @param earlier in pixels of the image
 * @returns the candidate, and that IoU: 0 to 1
 */
export function mostLike(
  candidates: readonly MaskCandidate[],
  earlier: Mask,
  square: EncoderSquare,
): { readonly candidate: MaskCandidate; readonly agreement: number } {
  const agreements = new Map(
    candidates.map((candidate) => [candidate, maskIou(maskFromLogits(candidate, square), earlier)]),
  );
  const agreement = Math.max(...agreements.values());
  return { candidate: bestRated(candidates.filter((one) => agreements.get(one) === agreement)), agreement };
}
