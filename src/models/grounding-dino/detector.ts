import type { Detection, ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import type { NmsMode } from '../../geometry/nms';
import { int64, type NamedTensors, onesInt64, type Tensor } from '../../tensor/tensor';
import type { Picture } from '../picture';
import { type PreprocessConfig, pixelValues, sizeByEdges } from '../preprocess';
import type { Session } from '../session';
import { type Caption, captionsFor } from './caption';
import type { PromptClass } from './prompt';
import { type Candidate, readCandidates, selectDetections } from './read';
import type { Tokenizer } from './tokenizer';

export interface DetectOptions {
  /** Score from which on (exclusive) a detection counts, 0 to 1. A class's own threshold wins. */
  readonly threshold: number;
  readonly nms: NmsMode;
  /** Boxes that overlap by more than this intersection over union are duplicates. */
  readonly nmsIou: number;
  readonly maxDetections: number;
}

/** What the detector needs of its model folder. */
export interface DetectorFiles {
  readonly tokenizer: Tokenizer;
  readonly preprocess: PreprocessConfig;
  /** `max_text_len` of `config.json`, special tokens included. */
  readonly maxTokens: number;
}

/** Finds what the classes name. Best score first; boxes in pixels of the upright image. */
export async function detect(
  session: Session,
  { tokenizer, preprocess, maxTokens }: DetectorFiles,
  picture: Picture,
  classes: readonly PromptClass[],
  options: DetectOptions,
): Promise<Detection[]> {
  const captions = captionsFor(classes, tokenizer, maxTokens);
  const size = inputSize(session, preprocess, picture.size);
  const pixels = pixelValues(await picture.resizedTo(size), size, preprocess);
  const candidates: Candidate[] = [];
  for (const caption of captions) {
    // A run moves its feeds away, and the next caption needs the pixels again.
    const own = captions.length > 1 ? { ...pixels, data: pixels.data.slice() } : pixels;
    const outputs = await session.run(feedsFor(session, own, caption, tokenizer.padding));
    const { logits, boxes } = readOutputs(outputs);
    candidates.push(...readCandidates(logits, boxes, caption.spans, picture.size, options.threshold));
  }
  return selectDetections(candidates, options);
}

/** @throws VisionError `MODEL_UNSUPPORTED` unless the graph takes and gives what a Grounding DINO export does */
export function checkDetectorSession({ inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>): void {
  const unknown = inputs.filter(({ name }) => !KNOWN_INPUTS.includes(name)).map(({ name }) => name);
  const missing = ['pixel_values', 'input_ids'].filter((name) => !inputs.some((input) => input.name === name));
  if (unknown.length > 0 || missing.length > 0 || outputs.length < 2) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `This is not a Grounding DINO export of a known kind: it takes ${inputs.map(({ name }) => name).join(', ')}; known inputs are ${KNOWN_INPUTS.join(', ')}`,
    );
  }
}

const KNOWN_INPUTS = ['pixel_values', 'pixel_mask', 'input_ids', 'token_type_ids', 'attention_mask'];

/** Fixed by the graph, or by the folder's resize rule where the graph leaves height and width open. */
function inputSize(session: Session, { size }: PreprocessConfig, image: ImageSize): ImageSize {
  const [, , height, width] = session.inputs.find(({ name }) => name === 'pixel_values')!.dims;
  if (typeof height === 'number' && typeof width === 'number') return { width, height };
  if (size?.height !== undefined && size.width !== undefined) return { width: size.width, height: size.height };
  return sizeByEdges(image, size?.shortest_edge ?? 800, size?.longest_edge ?? 1333);
}

function feedsFor(session: Session, pixels: Tensor<'float32'>, { ids }: Caption, padding: number): NamedTensors {
  const [, , height, width] = pixels.dims as [number, number, number, number];
  const open = session.inputs.find(({ name }) => name === 'input_ids')!.dims[1];
  // Some exports fix the text at 256 tokens.
  const padded = typeof open === 'number' ? Math.max(open - ids.length, 0) : 0;
  const row = (values: readonly number[], fill: number): Tensor =>
    int64([1, ids.length + padded], [...values, ...new Array<number>(padded).fill(fill)]);
  const makers: Record<string, () => Tensor> = {
    pixel_values: () => pixels,
    pixel_mask: () => onesInt64([1, height, width]),
    input_ids: () => row(ids, padding),
    token_type_ids: () =>
      row(
        ids.map(() => 0),
        0,
      ),
    attention_mask: () =>
      row(
        ids.map(() => 1),
        0,
      ),
  };
  return Object.fromEntries(session.inputs.map(({ name }) => [name, makers[name]!()]));
}

function readOutputs(outputs: NamedTensors): { logits: Tensor<'float32'>; boxes: Tensor<'float32'> } {
  const { logits, pred_boxes: boxes } = outputs as Record<string, Tensor<'float32'> | undefined>;
  if (logits?.type === 'float32' && boxes?.type === 'float32') return { logits, boxes };
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `This is not a Grounding DINO export of a known kind: it gives ${Object.keys(outputs).join(', ')}, not float32 logits and pred_boxes`,
  );
}
