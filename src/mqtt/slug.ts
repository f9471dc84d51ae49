/** Letters of Latin scripts that no Unicode form takes apart. */
const LATIN: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th' };

/** Longer names are cut. A topic has at most 65,535 bytes. */
const MAX_LENGTH = 100;

/**
 * A name as one level of a topic: only `a-z`, `0-9`, `_` and `-`, without accents. Letters of other scripts and symbols become
 * `u` and their code point, so that the slug of a name is always the same. Empty if the name has none of these.
 */
export function slugOf(name: string): string {
  const latin = name
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '');
  return latin
    .replace(/\P{ASCII}/gu, (character) => LATIN[character] ?? codeOf(character))
    .replace(/[^a-z0-9-]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, MAX_LENGTH);
}

const codeOf = (character: string): string =>
  /[\p{L}\p{M}\p{N}\p{S}]/u.test(character) ? `u${character.codePointAt(0)!.toString(16)}` : '_';
