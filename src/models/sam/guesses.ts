import type { Bbox } from '../../contract';
import { VisionError } from '../../errors';
import { boxIou } from '../../geometry/box';
import { maskBounds } from '../../geometry/mask';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { RawMask } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { maskFromLogits } from './mask-from-logits';

/**
 * The guesses that a decoder makes for each prompt.
 * @param masks name of the float32 output `[..., prompts, guesses, height, width]`
 * @param scores name of the float32 output `[..., prompts, guesses]`, the predicted IoUs
 */
export function guessesFrom(outputs: NamedTensors, masks: string, scores: string): RawMask[][] {
  const { [masks]: logits, [scores]: ious } = outputs as Record<string, Tensor<'float32'> | undefined>;
  const [guesses, height, width] = (logits?.dims.slice(-3) ?? []) as [number, number, number];
  const plane = height * width;
  const isReadable = logits?.type === 'float32' && ious?.type === 'float32' && logits.dims.length >= 4;
  if (!isReadable || ious.data.length * plane !== logits.data.length) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `This SAM decoder gives ${Object.keys(outputs).join(', ')}, not float32 ${masks} and ${scores}`,
    );
  }
  return Array.from({ length: ious.data.length / guesses }, (_, prompt) =>
    Array.from({ length: guesses }, (_, guess) => {
      const at = prompt * guesses + guess;
      return {
        logits: logits.data.subarray(at * plane, (at + 1) * plane),
        size: { width, height },
        predictedIou: ious.data[at]!,
      };
    }),
  );
}

/** The guess that the decoder itself rates best. */
export const bestRated = (guesses: readonly RawMask[]): RawMask =>
  guesses.reduce((best, guess) => (guess.predictedIou > best.predictedIou ? guess : best));

/** The guess whose mask fills the box best; of guesses that fit alike, the one rated best. */
export function bestFitting(guesses: readonly RawMask[], box: Bbox, square: EncoderSquare): RawMask {
  const fits = new Map(guesses.map((guess) => [guess, boxIou(maskBounds(maskFromLogits(guess, square)), box)]));
  const bestFit = Math.max(...fits.values());
  return bestRated(guesses.filter((guess) => fits.get(guess) === bestFit));
}
