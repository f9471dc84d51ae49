import { setImmediate } from 'node:timers/promises';
import type { Mask } from '../../contract';
import { VisionError } from '../../errors';
import { emptyMask, maskArea } from '../../geometry/mask';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { Picture } from '../picture';
import type { KeptTensors, Session } from '../session';
import type { DecoderSignature, MaskCandidate } from './decoder-signature';
import { imageOf } from './encoder-signature';
import type { EncoderSquare } from './encoder-square';
import { bestFitting, bestRated, mostLike } from './mask-candidates';
import { maskFromLogits } from './mask-from-logits';
import type { SamModel } from './model';
import { promptInImage, type SamPrompt } from './prompt';

/** An encoded image. It serves any number of prompts. */
export interface Embedding {
  readonly square: EncoderSquare;
  readonly tensors: KeptTensors;
  /** The image itself, for a graph that encodes it in every run. `tensors` are empty then. */
  readonly image?: Tensor<'uint8'>;
}

/** The mask of one prompt. */
export interface Segment {
  readonly mask: Mask;
  /** IoU with the true mask as the model predicts it, clamped to 0 to 1. */
  readonly maskScore: number;
  /** Number of object pixels. */
  readonly area: number;
  /** How it continues an earlier mask. Present if the prompt has one and is in the image. */
  readonly continuity?: Continuity;
}

/** How a mask continues the mask that its object had in an earlier frame. */
export interface Continuity {
  /** IoU of the two masks, 0 to 1. */
  readonly agreement: number;
  /** Probability that the prompt shows an object, 0 to 1, if the model outputs it. */
  readonly objectScore?: number;
  /** Whether the object was not found again. Its mask is then the earlier one. */
  readonly isLost: boolean;
}

/** An object is lost if its mask and the earlier one have a lower IoU, */
const LEAST_AGREEMENT = 0.1;
/** or if the model reports a lower probability that there is one. */
const LEAST_OBJECT_SCORE = 0.5;

/** Encodes an image, unless the graph of the decoder does it. The caller releases `tensors`. */
export async function embed(session: Session, model: SamModel, picture: Picture): Promise<Embedding> {
  const square = model.encoder.square(picture.size, model.side);
  const pixels = await picture.input(model.encoder.layout(square, model.preprocess));
  if (model.isFused && pixels.type === 'uint8')
    return { square, tensors: { bytes: pixels.data.byteLength, release: () => undefined }, image: pixels };
  return { square, tensors: await session.runAndKeep({ [imageOf(session)!.name]: pixels }, model.decoder.embeddings) };
}

/** @throws VisionError `MODEL_UNSUPPORTED` if the decoder cannot take one of the prompts */
export function checkPrompts({ name, refusal }: DecoderSignature, prompts: readonly SamPrompt[]): void {
  const reason = prompts.map((prompt) => refusal?.(prompt)).find((refused) => refused !== undefined);
  if (reason) throw new VisionError('MODEL_UNSUPPORTED', `This SAM model ${reason} (decoder signature ${name})`);
}

/** One mask per prompt, in the order of the prompts. A prompt outside the image gets an empty mask. */
export async function segment(
  decoder: Session,
  signature: DecoderSignature,
  { square: encoderSquare, tensors, image }: Embedding,
  prompts: readonly SamPrompt[],
): Promise<Segment[]> {
  const square = signature.square?.(encoderSquare, decoder.inputs) ?? encoderSquare;
  const segments: Segment[] = prompts.map(() => ({ mask: emptyMask(), maskScore: 0, area: 0 }));
  const clipped = prompts.flatMap((prompt, index) => {
    const inside = promptInImage(prompt, square.image);
    return inside ? [{ prompt: inside, index }] : [];
  });
  const runs = runsOf(clipped, signature);
  const reads = signature.reads(decoder.outputs.map(({ name }) => name));
  const begin = (run: readonly IndexedPrompt[] | undefined): Promise<NamedTensors> | undefined => {
    if (!run) return undefined;
    const feeds = signature.promptFeeds(
      run.map(({ prompt }) => prompt),
      square,
      decoder.inputs,
    );
    // A run moves its feeds away, and the next one needs the image too.
    const outputs = image
      ? decoder.run({ ...feeds, image: { ...image, data: image.data.slice() } }, undefined, reads)
      : decoder.run(feeds, tensors, reads);
    // If the masks of the run before cannot be read, this run is not awaited.
    outputs.catch(() => undefined);
    return outputs;
  };
  let outputs = begin(runs[0]);
  for (const [position, run] of runs.entries()) {
    const finished = await outputs!;
    // The masks of a run are read while the next run computes.
    outputs = begin(runs[position + 1]);
    // The request of that run is sent only when this function yields.
    if (outputs) await setImmediate();
    signature.readCandidates(finished).forEach((candidates, promptPosition) => {
      const { prompt, index } = run[promptPosition]!;
      segments[index] = segmentOf(prompt, candidates, square, signature);
    });
  }
  return segments;
}

function segmentOf(
  { box, earlier }: SamPrompt,
  candidates: readonly MaskCandidate[],
  square: EncoderSquare,
  { boxesBecomePoints }: DecoderSignature,
): Segment {
  if (earlier) {
    const { candidate, agreement } = mostLike(candidates, earlier, square);
    const { objectScore } = candidate;
    const isLost = agreement < LEAST_AGREEMENT || (objectScore ?? 1) < LEAST_OBJECT_SCORE;
    const continuity = { agreement, ...(objectScore === undefined ? {} : { objectScore }), isLost };
    const kept = isLost ? { mask: earlier, maskScore: 0, area: maskArea(earlier) } : segmentFrom(candidate, square);
    return { ...kept, continuity };
  }
  return segmentFrom(boxesBecomePoints && box ? bestFitting(candidates, box, square) : bestRated(candidates), square);
}

function segmentFrom(candidate: MaskCandidate, square: EncoderSquare): Segment {
  const mask = maskFromLogits(candidate, square);
  return { mask, maskScore: Math.min(Math.max(candidate.predictedIou, 0), 1), area: maskArea(mask) };
}

interface IndexedPrompt {
  readonly prompt: SamPrompt;
  /** Position among all prompts of the call. */
  readonly index: number;
}

/**
 * Groups prompts into runs. All prompts of a run have a box or none has, and all have the same number of points: a
 * tensor has one shape, and padding points would change the masks.
 */
function runsOf(prompts: readonly IndexedPrompt[], { promptsPerRun }: DecoderSignature): IndexedPrompt[][] {
  const groups = new Map<string, IndexedPrompt[]>();
  for (const indexed of prompts) {
    const key = `${indexed.prompt.box !== undefined} ${indexed.prompt.points.length}`;
    groups.set(key, [...(groups.get(key) ?? []), indexed]);
  }
  return [...groups.values()].flatMap((group) => {
    const limit = promptsPerRun(group[0]!.prompt);
    return Array.from({ length: Math.ceil(group.length / limit) }, (_, run) =>
      group.slice(run * limit, (run + 1) * limit),
    );
  });
}
