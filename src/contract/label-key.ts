/**
 * The form in which labels are compared, everywhere: two labels with equal keys are the same class. It ignores Unicode
 * forms (NFKC), case (`STRASSE` is `straße`), invisible characters, the number of blanks and end punctuation. It is not
 * shown: labels stay as typed. A label of only punctuation is its own key.
 *
 * The steps are those of NFKC_Casefold (The Unicode Standard, section 3.13), with full case mappings instead of foldings.
 */
export function labelKey(label: string): string {
  if (label.length > MAX_KEPT) return newKey(label);
  const known = keys.get(label);
  if (known !== undefined) return known;
  if (keys.size >= MAX_KEYS) keys.clear();
  const key = newKey(label);
  keys.set(label, key);
  return key;
}

/** Labels are compared many times for each image, and most of them come again with the next one. */
const keys = new Map<string, string>();
const MAX_KEYS = 1000;
/** Characters of a label that is kept. Longer ones would hold memory, and are not words of a prompt. */
const MAX_KEPT = 200;

function newKey(label: string): string {
  const visible = label.replace(INVISIBLE, '').normalize('NFKC');
  const folded = visible.toLowerCase().toUpperCase().toLowerCase().replaceAll('i\u0307', 'i').normalize('NFKC');
  const spaced = folded.replace(BLANKS, ' ').trim();
  return WITHOUT_END.exec(spaced)?.[1] ?? spaced;
}

/** The labels without those of a class that came before, in order and as typed. */
export function distinctLabels(labels: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const label of labels) if (!byKey.has(labelKey(label))) byKey.set(labelKey(label), label);
  return [...byKey.values()];
}

/** Zero-width characters, soft hyphens, variation selectors, bidi marks, and controls that are not blanks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?![\s\u0085])\p{Cc}/gu;

/** Next line and the empty braille cell look like blanks, too. */
const BLANKS = /[\s\u0085\u2800]+/gu;

/** `.*` is greedy, so that a long label takes linear time. */
const WITHOUT_END = /^(.*[^\p{Terminal_Punctuation}\s])/su;
