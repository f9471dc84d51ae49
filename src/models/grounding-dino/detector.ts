import type { Detection } from '../../contract';
import type { NmsMode } from '../../geometry/nms';
import type { Picture } from '../picture';
import { type PreprocessConfig, pixelValues } from '../preprocess';
import type { Session } from '../session';
import { captionsFor } from './caption';
import type { DetectorSignature } from './detector-signature';
import { feedsFor, pixelInput, readOutputs, textLength } from './feeds';
import { inputSize } from './input-size';
import { needsOneByOne, type PhrasesKnowledge, type PhrasesMode } from './phrases';
import type { PromptClass } from './prompt';
import { type Candidate, readCandidates } from './read-candidates';
import { selectDetections } from './select-detections';
import { detectorSignatureFor } from './signatures';
import type { Tokenizer } from './tokenizer';

export interface DetectOptions {
  /** Score from which on (exclusive) a detection counts, 0 to 1. A class's own threshold wins. */
  readonly threshold: number;
  /** One by one takes as many passes, and as much time, as there are phrases. */
  readonly phrases: PhrasesMode;
  readonly nms: NmsMode;
  /** Boxes that overlap by more than this intersection over union are duplicates. */
  readonly nmsIou: number;
  readonly maxDetections: number;
}

/** What the detector needs of its model folder. */
export interface DetectorFiles extends PhrasesKnowledge {
  readonly tokenizer: Tokenizer;
  readonly preprocess: PreprocessConfig;
  /** `max_text_len` of `config.json`, special tokens included. */
  readonly maxTokens: number;
  /** Places that a picture must have: `num_queries` of `config.json`; the graph itself may say so too. */
  readonly queries?: number | undefined;
  /** `num_feature_levels` of `config.json`. */
  readonly levels?: number | undefined;
}

/**
 * Finds what the classes name. Best score first; boxes in pixels of the upright image.
 * @param signal ends the work between two passes
 */
export async function detect(
  session: Session,
  files: DetectorFiles,
  picture: Picture,
  classes: readonly PromptClass[],
  options: DetectOptions,
  signal?: AbortSignal,
): Promise<Detection[]> {
  const { tokenizer, preprocess } = files;
  const signature = detectorSignatureFor(session);
  const maxTokens = Math.min(files.maxTokens, textLength(session) ?? files.maxTokens);
  const captions = captionsFor(classes, tokenizer, maxTokens, {
    oneByOne: needsOneByOne(options.phrases, signature, files),
  });
  const needs = { queries: queriesOf(session, signature, files), levels: files.levels ?? 4 };
  const size = inputSize(pixelInput(session, signature), preprocess, needs, picture.size);
  const pixels = pixelValues(await picture.resizedTo(size), size, preprocess);
  const passes: Candidate[][] = [];
  for (const caption of captions) {
    signal?.throwIfAborted();
    // A run moves its feeds away, and the next caption needs the pixels again.
    const isLast = passes.length === captions.length - 1;
    const own = isLast ? pixels : { ...pixels, data: pixels.data.slice() };
    const outputs = await session.run(feedsFor(session, signature, own, caption, tokenizer));
    const { logits, boxes } = readOutputs(outputs, signature);
    passes.push(readCandidates(logits, boxes, caption.spans, picture.size, options.threshold));
  }
  return selectDetections(passes, options);
}

/** As the graph's own outputs have it, where they fix it; the paper's 900 where nobody says. */
function queriesOf(
  { outputs }: Pick<Session, 'outputs'>,
  signature: DetectorSignature,
  { queries }: Pick<DetectorFiles, 'queries'>,
): number {
  const fixed = outputs.find(({ name }) => signature.logits.includes(name))?.dims[1];
  return typeof fixed === 'number' ? fixed : (queries ?? 900);
}
