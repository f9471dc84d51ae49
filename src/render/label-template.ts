import { invalidInput } from '../errors';
import type { PlacedDetection } from './placed-detection';

/** A word of a label. Words are rasterised separately, so that an unchanged word comes from the cache. */
export interface LabelWord {
  readonly text: string;
  /**
   * True for the word with the label or phrase. If space is short it is shortened, and other words are omitted first.
   */
  readonly isName: boolean;
}

/** Fills a parsed template for one detection. */
export type LabelTemplate = (detection: PlacedDetection) => LabelWord[];

const percent = (part: number | undefined): unknown => part !== undefined && Math.round(part * 100);

/** Placeholders of a label template. `false` or `undefined` means that the detection has no such value. */
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
 * Parses a template such as `{label} {score}%`. `{score}` and `{maskScore}` are integers in percent, `{area}` in pixels
 * of the original image. A word is omitted if none of its placeholders has a value.
 * @throws VisionError `INVALID_INPUT` for an unknown placeholder
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
