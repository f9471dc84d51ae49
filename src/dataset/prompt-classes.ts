import { type PromptClass, parsePrompt } from '../models/grounding-dino/prompt';
import type { Provenance } from './provenance';

/** The classes of a detector's prompt. A prompt that cannot be read has none, because other programs may have written it. */
export function promptClasses(detector: Provenance['detector']): readonly PromptClass[] {
  try {
    return detector?.prompt === undefined ? [] : parsePrompt('prompt', detector.prompt);
  } catch {
    return [];
  }
}
