import type { Bbox } from '../../contract';
import { VisionError } from '../../errors';
import { boxIou } from '../../geometry/box';
import { maskBounds } from '../../geometry/mask';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { MaskCandidate } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { maskFromLogits } from './mask-from-logits';

/**
 * The candidates that a decoder makes for each prompt.
 * @param masks name of the float32 output `[..., prompts, candidates, height, width]`
 * @param scores name of the float32 output `[..., prompts, candidates]`, the predicted IoUs
 */
export function candidatesFrom(outputs: NamedTensors, masks: string, scores: string): MaskCandidate[][] {
  const { [masks]: logits, [scores]: ious } = outputs as Record<string, Tensor<'float32'> | undefined>;
  const [candidates, height, width] = (logits?.dims.slice(-3) ?? []) as [number, number, number];
  const plane = height * width;
  const isReadable = logits?.type === 'float32' && ious?.type === 'float32' && logits.dims.length >= 4;
  if (!isReadable || ious.data.length * plane !== logits.data.length) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `This SAM decoder gives ${Object.keys(outputs).join(', ')}, not float32 ${masks} and ${scores}`,
    );
  }
  return Array.from({ length: ious.data.length / candidates }, (_, prompt) =>
    Array.from({ length: candidates }, (_, candidate) => {
      const at = prompt * candidates + candidate;
      return {
        logits: logits.data.subarray(at * plane, (at + 1) * plane),
        size: { width, height },
        predictedIou: ious.data[at]!,
      };
    }),
  );
}

/** The candidate that the decoder itself rates best. */
export const bestRated = (candidates: readonly MaskCandidate[]): MaskCandidate =>
  candidates.reduce((best, candidate) => (candidate.predictedIou > best.predictedIou ? candidate : best));

/** The candidate whose mask fills the box best; of candidates that fit alike, the one rated best. */
export function bestFitting(candidates: readonly MaskCandidate[], box: Bbox, square: EncoderSquare): MaskCandidate {
  const fits = new Map(
    candidates.map((candidate) => [candidate, boxIou(maskBounds(maskFromLogits(candidate, square)), box)]),
  );
  const bestFit = Math.max(...fits.values());
  return bestRated(candidates.filter((candidate) => fits.get(candidate) === bestFit));
}
