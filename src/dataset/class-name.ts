/** Longer names are refused. A class name is in every annotation, and in files with one line for each class. */
export const MAX_CLASS_NAME = 500;

/**
 * A label as the name of a class: one line, because some formats list classes in lines. Control characters and line ends
 * become spaces, and there is no white space at the ends.
 */
export const className = (label: string): string =>
  label
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
