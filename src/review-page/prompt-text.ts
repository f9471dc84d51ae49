/** A class of a prompt. */
export interface ThresholdOfClass {
  readonly label: string;
  readonly threshold?: number;
}

/** What a prompt of text reads as its own signs: ends of phrases, `@`, `=>`, `!`, commas and brackets of JSON. */
const SIGNS = /[.;\r\n\u0085\u2028\u2029。．｡；۔؛।@＠=＝!！,，、،[{]/;

/** The prompt that finds classes, each with its threshold: text, or JSON where a label has signs that the text would read. */
export function promptText(classes: readonly ThresholdOfClass[]): string {
  if (classes.some(({ label }) => SIGNS.test(label))) {
    return JSON.stringify(classes.map(({ label, threshold }) => ({ phrase: label, threshold })));
  }
  return classes
    .map(({ label, threshold }) => (threshold === undefined ? label : `${label} @ ${threshold}`))
    .join('. ');
}
