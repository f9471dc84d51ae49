import { invalidInput } from '../errors';
import type { PlacedDetection } from './placed-detection';

/** A word of a label. Words stand side by side and are drawn apart, so that those that stay need not be drawn anew. */
export interface LabelWord {
  readonly text: string;
  /** It says what the object is: the others go first where there is no room, and it is shortened. */
  readonly isName: boolean;
}

export type LabelTemplate = (detection: PlacedDetection) => LabelWord[];

const percent = (part: number | undefined): unknown => part !== undefined && Math.round(part * 100);

/** What can stand in a template; a value that there is none of is `false` or `undefined`. */
const placeholders: Readonly<Record<string, (detection: PlacedDetection) => unknown>> = {
  label: ({ detection }) => detection.label,
  score: ({ detection }) => percent(detection.score),
  index: ({ index }) => index,
  area: ({ area }) => Math.round(area),
  maskScore: ({ detection }) => percent(detection.maskScore),
  trackId: ({ detection }) => detection.trackId,
  phrase: ({ detection }) => detection.phrase ?? detection.label,
};

/**
 * Reads `{label} {score}%`. Percentages are whole; a word whose placeholders all have no value is left out.
 * @throws VisionError `INVALID_INPUT` for a placeholder that is not known
 */
export function labelTemplate(template: string): LabelTemplate {
  const words = template.split(/\s+/).filter((word) => word !== '');
  for (const [placeholder, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (Object.hasOwn(placeholders, name!)) continue;
    const known = Object.keys(placeholders).map((value) => `{${value}}`);
    throw invalidInput('labelText', `a text with only the placeholders ${known.join(', ')}`, placeholder);
  }
  return (detection) => words.flatMap((word) => filled(word, detection));
}

function filled(word: string, detection: PlacedDetection): LabelWord | [] {
  let isKnown = !word.includes('{');
  const text = word.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = placeholders[name]!(detection);
    if (value === undefined || value === false || value === '') return '';
    isKnown = true;
    return String(value);
  });
  return isKnown ? { text, isName: /\{(label|phrase)\}/.test(word) } : [];
}
