import type { Bbox, Mask } from '../../contract';
import { VisionError } from '../../errors';
import { clipBox } from '../../geometry/box';
import { emptyMask, maskArea } from '../../geometry/mask';
import type { Picture } from '../picture';
import { type PreprocessConfig, pixelValues } from '../preprocess';
import type { KeptTensors, Session } from '../session';
import type { Frame } from './frame';
import type { SamLayout } from './layout';
import { maskFromLogits } from './mask-from-logits';

/** An image as the encoder understood it. It serves any number of prompts. */
export interface Embedding {
  readonly frame: Frame;
  readonly tensors: KeptTensors;
}

/** The mask of one box. */
export interface Segment {
  readonly mask: Mask;
  /** IoU with the true mask as the model predicts it, 0 to 1. */
  readonly maskScore: number;
  /** Object pixels. */
  readonly area: number;
}

/** The decoder repeats its high-resolution features for each box: several times 12 MB of memory a box. */
const BOXES_PER_RUN = 8;

/** @throws VisionError `MODEL_UNSUPPORTED` unless the encoder gives what the layout's decoder takes */
export function checkEncoderSession(
  { inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>,
  { name, embeddings }: SamLayout,
): void {
  const missing = embeddings.filter((wanted) => !outputs.some((output) => output.name === wanted));
  if (missing.length > 0 || !inputs.some((input) => input.name === 'pixel_values')) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `The encoder does not fit its ${name} decoder: it takes ${inputs.map((input) => input.name).join(', ')} and gives ${outputs.map((output) => output.name).join(', ')}`,
    );
  }
}

export async function embed(
  encoder: Session,
  preprocess: PreprocessConfig,
  layout: SamLayout,
  picture: Picture,
): Promise<Embedding> {
  const frame = layout.frame(picture.size, frameSide(encoder, preprocess));
  const square = { width: frame.side, height: frame.side };
  const pixels = pixelValues(await picture.resizedTo(frame.content), frame.content, preprocess, square);
  return { frame, tensors: await encoder.runAndKeep({ pixel_values: pixels }) };
}

/** One mask for each box, in order. A box outside the image gets an empty mask. */
export async function segment(
  decoder: Session,
  layout: SamLayout,
  { frame, tensors }: Embedding,
  boxes: readonly Bbox[],
): Promise<Segment[]> {
  const clipped = boxes.map((box) => clipBox(box, frame.image));
  const prompts = clipped.filter(([, , width, height]) => width > 0 && height > 0);
  const segments: Segment[] = [];
  for (let start = 0; start < prompts.length; start += BOXES_PER_RUN) {
    const chunk = prompts.slice(start, start + BOXES_PER_RUN);
    const outputs = await decoder.run(layout.promptFeeds(chunk, frame, decoder.inputs), tensors);
    for (const raw of layout.readMasks(outputs)) {
      const mask = maskFromLogits(raw, frame);
      segments.push({ mask, maskScore: Math.min(Math.max(raw.predictedIou, 0), 1), area: maskArea(mask) });
    }
  }
  const found = segments[Symbol.iterator]();
  return clipped.map(([, , width, height]) =>
    width > 0 && height > 0 ? (found.next().value as Segment) : { mask: emptyMask(), maskScore: 0, area: 0 },
  );
}

/** Read from the graph; from the folder's resize rule where the graph leaves it open. */
function frameSide(encoder: Session, { size }: PreprocessConfig): number {
  const side = encoder.inputs.find(({ name }) => name === 'pixel_values')?.dims[2];
  const stated = typeof side === 'number' ? side : (size?.height ?? size?.longest_edge);
  if (stated !== undefined) return stated;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    'Neither the encoder nor preprocessor_config.json says how large its input is',
  );
}
