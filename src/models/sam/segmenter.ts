import type { Mask } from '../../contract';
import { VisionError } from '../../errors';
import { emptyMask, maskArea } from '../../geometry/mask';
import type { Picture } from '../picture';
import type { KeptTensors, Session } from '../session';
import type { DecoderSignature, MaskCandidate } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { bestFitting, bestRated } from './mask-candidates';
import { maskFromLogits } from './mask-from-logits';
import type { SamModel } from './model';
import { promptInImage, type SamPrompt } from './prompt';

/** An image as the encoder understood it. It serves any number of prompts. */
export interface Embedding {
  readonly square: EncoderSquare;
  readonly tensors: KeptTensors;
}

/** The mask of one prompt. */
export interface Segment {
  readonly mask: Mask;
  /** IoU with the true mask as the model predicts it, 0 to 1. */
  readonly maskScore: number;
  /** Object pixels. */
  readonly area: number;
}

export async function embed(session: Session, model: SamModel, picture: Picture): Promise<Embedding> {
  const square = model.encoder.square(picture.size, model.side);
  const pixels = model.encoder.pixels(await picture.resizedTo(square.content), square, model.preprocess);
  return { square, tensors: await session.runAndKeep({ [session.inputs[0]!.name]: pixels }) };
}

/** @throws VisionError `MODEL_UNSUPPORTED` where the model cannot be asked so */
export function checkPrompts({ name, refusal }: DecoderSignature, prompts: readonly SamPrompt[]): void {
  const reason = prompts.map((prompt) => refusal?.(prompt)).find((found) => found !== undefined);
  if (reason) throw new VisionError('MODEL_UNSUPPORTED', `This SAM model (signature ${name}) ${reason}`);
}

/** One mask for each prompt, in order. A prompt outside the image gets an empty mask. */
export async function segment(
  decoder: Session,
  signature: DecoderSignature,
  { square, tensors }: Embedding,
  prompts: readonly SamPrompt[],
): Promise<Segment[]> {
  const segments: Segment[] = prompts.map(() => ({ mask: emptyMask(), maskScore: 0, area: 0 }));
  const asked = prompts.flatMap((prompt, index) => {
    const inside = promptInImage(prompt, square.image);
    return inside ? [{ prompt: inside, index }] : [];
  });
  for (const run of runsOf(asked, signature)) {
    const feeds = signature.promptFeeds(
      run.map(({ prompt }) => prompt),
      square,
      decoder.inputs,
    );
    signature.readCandidates(await decoder.run(feeds, tensors)).forEach((candidates, at) => {
      const { prompt, index } = run[at]!;
      const { box } = prompt;
      const chosen = signature.boxesBecomePoints && box ? bestFitting(candidates, box, square) : bestRated(candidates);
      segments[index] = segmentFrom(chosen, square);
    });
  }
  return segments;
}

function segmentFrom(candidate: MaskCandidate, square: EncoderSquare): Segment {
  const mask = maskFromLogits(candidate, square);
  return { mask, maskScore: Math.min(Math.max(candidate.predictedIou, 0), 1), area: maskArea(mask) };
}

interface Asked {
  readonly prompt: SamPrompt;
  readonly index: number;
}

/** Prompts that go into one run are of one kind: tensors have no gaps, and padding would be seen by the model. */
function runsOf(asked: readonly Asked[], { promptsPerRun }: DecoderSignature): Asked[][] {
  const kinds = new Map<string, Asked[]>();
  for (const one of asked) {
    const kind = `${one.prompt.box !== undefined} ${one.prompt.points.length}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].flatMap((ofKind) => {
    const limit = promptsPerRun(ofKind[0]!.prompt);
    return Array.from({ length: Math.ceil(ofKind.length / limit) }, (_, run) =>
      ofKind.slice(run * limit, (run + 1) * limit),
    );
  });
}
