import type { PromptClass } from './prompt';

/** A comma outside a number, a slash outside a fraction, " and ", " or ", " & ". */
const JOINT = /\s*(?:[,，、،](?!\d)|(?<!\d)\/|\/(?!\d))\s*|\s+(?:and|or|&)\s+/giu;

/**
 * Phrases that may be meant as several classes, each with the phrases that it would be: `red cat, dog` with `red cat` and `dog`.
 * A phrase with another label is none: its author knows `=>`.
 */
export function joinedClasses(classes: readonly PromptClass[]): { phrase: string; parts: string[] }[] {
  return classes
    .filter(({ label, phrases }) => phrases.length === 1 && phrases[0] === label)
    .map(({ label }) => ({ phrase: label, parts: label.split(JOINT).filter((part) => part !== '') }))
    .filter(({ parts }) => parts.length > 1);
}

/** What to write if a prompt may mean several classes where it names one. `undefined` if no phrase does. */
export function promptHint(classes: readonly PromptClass[]): string | undefined {
  const [joined] = joinedClasses(classes);
  if (!joined) return undefined;
  const { phrase, parts } = joined;
  const text = parts.join('. ');
  return `One class, not ${parts.length}: ${JSON.stringify(phrase)}. A full stop separates classes: ${JSON.stringify(text)}`;
}

/** The classes of a prompt as it was understood: `cat (brown cat, tabby) @ 0.35; !poster`. */
export function promptSummary(classes: readonly PromptClass[]): string {
  return classes.map(classSummary).join('; ');
}

/** One class: its label, its phrases if they differ, its threshold, and `!` before a decoy. */
export function classSummary({ label, phrases, threshold, isDecoy }: PromptClass): string {
  const others = phrases.length === 1 && phrases[0] === label ? '' : ` (${phrases.join(', ')})`;
  return `${isDecoy ? '!' : ''}${label}${others}${threshold === undefined ? '' : ` @ ${threshold}`}`;
}
