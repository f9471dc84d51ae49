import { promptClasses } from '../dataset/prompt-classes';
import type { DatasetReview } from '../dataset/review/review';
import type { ClassThresholds } from '../dataset/review/thresholds';
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
  const prompted = promptClasses(detector);
  const used = prompted.flatMap(({ label, threshold }) =>
    threshold === undefined ? [] : [[label, threshold] as const],
  );
  const otherwise = detector?.threshold;
  const classes = await review.thresholds({ precision, used, ...(otherwise === undefined ? {} : { otherwise }) });
  const chosen = classes.flatMap(({ label, [choice]: learned }) =>
    typeof learned === 'string' ? [] : [{ label, threshold: learned.threshold }],
  );
  const prompt = prompted.length > 0 ? promptWithThresholds(detector!.prompt!, chosen) : null;
  return { prompt, classes };
}
