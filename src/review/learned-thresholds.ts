import type { DatasetReview } from '../dataset/review/review';
import type { ClassThresholds } from '../dataset/review/thresholds';
import { parsePrompt } from '../models/grounding-dino/prompt';
import { promptWithThresholds } from '../models/grounding-dino/prompt-thresholds';

/** Thresholds that the answers of a review suggest. */
export interface LearnedThresholds {
  /** The prompt of the newest image with these thresholds; `null` if none of the last images has a prompt. */
  readonly prompt: string | null;
  readonly classes: readonly ClassThresholds[];
}

/**
 * @param precision of the threshold `precise`, 0 to 1
 * @param choice the threshold that is written into the prompt. A class that has none keeps its old one
 */
export async function learnedThresholds(
  review: DatasetReview,
  precision: number,
  choice: 'best' | 'precise',
): Promise<LearnedThresholds> {
  const detector = await review.detector();
  const used = promptClasses(detector?.prompt).flatMap(({ label, threshold }) =>
    threshold === undefined ? [] : [[label, threshold] as const],
  );
  const otherwise = detector?.threshold;
  const classes = await review.thresholds({ precision, used, ...(otherwise === undefined ? {} : { otherwise }) });
  const chosen = classes.flatMap(({ label, [choice]: learned }) =>
    typeof learned === 'string' ? [] : [{ label, threshold: learned.threshold }],
  );
  const prompt = promptClasses(detector?.prompt).length > 0 ? promptWithThresholds(detector!.prompt!, chosen) : null;
  return { prompt, classes };
}

/** None for a text that is not a prompt: other programs may have written it. */
function promptClasses(prompt: string | undefined): ReturnType<typeof parsePrompt> {
  try {
    return prompt === undefined ? [] : parsePrompt('The prompt', prompt);
  } catch {
    return [];
  }
}
