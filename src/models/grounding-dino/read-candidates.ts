import type { Detection, ImageSize } from '../../contract';
import { clipBox } from '../../geometry/box';
import type { Tensor } from '../../tensor/tensor';
import { sigmoid } from '../sigmoid';
import type { PhraseSpan } from './caption';

/** A detection before duplicates and decoys are removed. */
export interface Candidate extends Detection {
  /** Whether its class is a decoy. */
  readonly isDecoy: boolean;
}

/**
 * Reads the outputs of one pass. Each query is assigned to the phrase that has the token with the highest logit. It
 * becomes a candidate if the sigmoid of that logit is above (exclusive) the threshold of the phrase's class, or else
 * `threshold`. Labels are the user's words; tokens are never decoded.
 * @param logits float32 `[1, queries, tokens]`, before the sigmoid; columns after the caption are -Infinity
 * @param boxes float32 `[1, queries, 4]`: centre x, centre y, width, height relative to the image
 * @param image size of the upright image, in pixels
 * @returns candidates in the order of the queries, their boxes clipped to the image, in its pixels
 */
export function readCandidates(
  logits: Tensor<'float32'>,
  boxes: Tensor<'float32'>,
  spans: readonly PhraseSpan[],
  image: ImageSize,
  threshold: number,
): Candidate[] {
  const [, queries = 0, tokens = 0] = logits.dims;
  const candidates: Candidate[] = [];
  for (let query = 0; query < queries; query++) {
    const best = bestSpan(logits.data.subarray(query * tokens, (query + 1) * tokens), spans);
    const { label, isDecoy, threshold: minScore = threshold } = best.span.class;
    const score = sigmoid(best.logit);
    if (score <= minScore) continue;
    const [cx, cy, width, height] = boxes.data.subarray(query * 4, query * 4 + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const bbox = clipBox(
      [(cx - width / 2) * image.width, (cy - height / 2) * image.height, width * image.width, height * image.height],
      image,
    );
    // The box has no area inside the image.
    if (bbox[2] <= 0 || bbox[3] <= 0) continue;
    candidates.push({
      label,
      score,
      bbox,
      isDecoy,
      ...(best.span.phrase === label ? {} : { phrase: best.span.phrase }),
    });
  }
  return candidates;
}

/** The span with the highest logit among its tokens; of equal ones, the first. */
function bestSpan(row: Float32Array, spans: readonly PhraseSpan[]): { span: PhraseSpan; logit: number } {
  let span = spans[0]!;
  let logit = Number.NEGATIVE_INFINITY;
  for (const candidate of spans) {
    for (let token = candidate.start; token < candidate.end; token++) {
      if (row[token]! > logit) {
        logit = row[token]!;
        span = candidate;
      }
    }
  }
  return { span, logit };
}
