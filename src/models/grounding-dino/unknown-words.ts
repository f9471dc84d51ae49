import { VisionError } from '../../errors';
import { phraseIds } from './caption';
import type { PromptClass } from './prompt';
import type { Tokenizer } from './tokenizer';

/** Words that are reported at most, and characters of each. */
const MAX_WORDS = 20;
const MAX_CHARACTERS = 40;
/** Words that name no object. A phrase of which a model knows only these is unknown to it. */
const FILLERS = new Set(['a', 'an', 'the', 'any', 'all', 'some', 'of', 'in', 'on', 'with', 'and', 'or']);

/**
 * The words of a prompt that the tokenizer takes for its token for unknown text, completely or in part, as the user typed
 * them and without repetitions. The model takes all of them for the same word.
 * @throws VisionError `BAD_PROMPT` for a phrase of which the model knows nothing but words such as "a" and "with"
 */
export function unknownWords(classes: readonly PromptClass[], tokenizer: Tokenizer): string[] {
  const { unknown } = tokenizer;
  if (unknown === undefined) return [];
  const words = new Set<string>();
  for (const phrase of classes.flatMap(({ phrases }) => phrases)) {
    if (!phraseIds(phrase, tokenizer).includes(unknown)) continue;
    const ids = wordsOf(phrase).map((word) => ({ word, ids: tokenizer.idsOf(word.toLowerCase()) }));
    const unread = ids.filter((word) => word.ids.includes(unknown)).map(({ word }) => shortened(word));
    const meant = ids.filter(({ word }) => !FILLERS.has(word.toLowerCase()));
    if (meant.every((word) => word.ids.every((id) => id === unknown))) {
      const list = (unread.length > 0 ? unread : [shortened(phrase)]).slice(0, MAX_WORDS);
      throw new VisionError(
        'BAD_PROMPT',
        `${named(list)}. Use words that it knows: drawn shapes for the built-in model, English for most others`,
      );
    }
    for (const word of unread) words.add(word);
  }
  return [...words].slice(0, MAX_WORDS);
}

/** What a log says of the words that `unknownWords` found. At least one. */
export const unknownWordsWarning = (words: readonly string[]): string =>
  `${named(words)}. The model takes all of them for the same unknown word`;

const named = (words: readonly string[]): string =>
  `Words unknown to the model: ${words.map((word) => JSON.stringify(word)).join(', ')}`;

/** Without punctuation, which every tokenizer knows. */
const wordsOf = (phrase: string): string[] => phrase.split(/[\s\p{P}]+/u).filter((word) => word !== '');

const shortened = (word: string): string => (word.length > MAX_CHARACTERS ? `${word.slice(0, MAX_CHARACTERS)}…` : word);
