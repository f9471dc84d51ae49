import type { Detection } from '../../contract';
import type { Picture } from '../picture';
import type { PixelLayout, PixelTensor, PreprocessConfig } from '../preprocess';
import type { Session } from '../session';
import { captionsFor } from './caption';
import type { DetectorSignature } from './detector-signature';
import { feedsFor, pixelSides, readOutputs, readsOf, textLength } from './feeds';
import { inputSize } from './input-size';
import { type JointPromptSupport, needsOneByOne, type PhrasesMode } from './phrases';
import type { PromptClass } from './prompt';
import { type Candidate, readCandidates } from './read-candidates';
import { type Selection, selectDetections } from './select-detections';
import { detectorSignatureFor } from './signatures';
import type { Tokenizer } from './tokenizer';

export interface DetectOptions extends Selection {
  /** Minimum score of a detection (exclusive), 0 to 1. The threshold of a class takes precedence. */
  readonly threshold: number;
  /** `one by one` runs one pass per phrase and takes accordingly longer. */
  readonly phrases: PhrasesMode;
}

/** The contents of a model folder that the detector uses. */
export interface DetectorFiles extends JointPromptSupport {
  readonly tokenizer: Tokenizer;
  readonly preprocess: PreprocessConfig;
  /** `max_text_len` of `config.json`, special tokens included. */
  readonly maxTokens: number;
  /** `num_queries` of `config.json`, or 1 if the model takes images of any shape. A graph that fixes it wins. */
  readonly queries?: number | undefined;
  /** `num_feature_levels` of `config.json`. */
  readonly levels?: number | undefined;
}

/**
 * Detects the classes in an image. Best score first; boxes in pixels of the upright image.
 * @param signal stops before the next pass and rejects with its reason
 * @throws VisionError `MODEL_UNSUPPORTED`, `BAD_PROMPT`, `BAD_IMAGE`
 */
export async function detect(
  session: Session,
  files: DetectorFiles,
  picture: Picture,
  classes: readonly PromptClass[],
  options: DetectOptions,
  signal?: AbortSignal,
): Promise<Detection[]> {
  return selectDetections(await candidatesIn(session, files, picture, classes, options, signal), options);
}

/** The candidates of each pass over an image, before passes are compared. Otherwise like {@link detect}. */
export async function candidatesIn(
  session: Session,
  files: DetectorFiles,
  picture: Picture,
  classes: readonly PromptClass[],
  options: Pick<DetectOptions, 'threshold' | 'phrases'>,
  signal?: AbortSignal,
): Promise<Candidate[][]> {
  const { signature, captions, pixels } = await inputsFor(session, files, picture, classes, options.phrases);
  return mapInTurn(captions, session.runsAtOnce ?? 1, async (caption, index) => {
    signal?.throwIfAborted();
    // A run moves its feeds away, but the next pass needs the pixels too.
    const isLast = index === captions.length - 1;
    const passPixels = isLast ? pixels : ({ ...pixels, data: pixels.data.slice() } as PixelTensor);
    const outputs = await session.run(
      feedsFor(session, signature, passPixels, caption, files.tokenizer),
      undefined,
      readsOf(session, signature),
    );
    const { logits, boxes } = readOutputs(outputs, signature, caption.spans);
    return readCandidates(logits, boxes, caption.spans, picture.size, options.threshold);
  });
}

/** The results of `work` in the order of `items`, with `limit` of them in progress. None begins after a failure. */
async function mapInTurn<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const workOn = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!, index).catch((error: unknown) => {
        next = items.length;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: limit }, workOn));
  return results;
}

/** The image and the captions as a graph takes them: one pass for each caption. */
export async function inputsFor(
  session: Session,
  files: DetectorFiles,
  picture: Picture,
  classes: readonly PromptClass[],
  phrases: PhrasesMode,
) {
  const { tokenizer, preprocess } = files;
  const signature = detectorSignatureFor(session);
  const maxTokens = Math.min(files.maxTokens, textLength(session) ?? files.maxTokens);
  const captions = captionsFor(classes, tokenizer, maxTokens, { oneByOne: needsOneByOne(phrases, signature, files) });
  const selection = { queries: queriesOf(session, signature, files), levels: files.levels ?? 4 };
  const size = inputSize(pixelSides(session, signature), preprocess, selection, picture.size);
  const layout: PixelLayout = signature.isPacked ? { size, isPacked: true } : { size, normalise: preprocess };
  return { signature, captions, pixels: await picture.input(layout) };
}

/** From the shape of the logits if the graph fixes it, else from `config.json`, else 900 as in the paper. */
function queriesOf(
  { outputs }: Pick<Session, 'outputs'>,
  signature: DetectorSignature,
  { queries }: Pick<DetectorFiles, 'queries'>,
): number {
  const fixed = outputs.find(({ name }) => signature.logits.includes(name))?.dims[1];
  return typeof fixed === 'number' ? fixed : (queries ?? 900);
}
