import { VisionError } from '../../errors';
import type { PromptClass } from './prompt';
import type { Tokenizer } from './tokenizer';

/** Positions `start <= position < end` in a caption's `ids`, and whose phrase stands there. */
export interface PhraseSpan {
  readonly class: PromptClass;
  readonly phrase: string;
  readonly start: number;
  readonly end: number;
}

/** The text of one pass as the model takes it: `[CLS] phrase . phrase . [SEP]`. */
export interface Caption {
  readonly ids: readonly number[];
  readonly spans: readonly PhraseSpan[];
}

/**
 * Puts the phrases of all classes into captions, in order: as few as hold them, or one for each.
 * @param maxTokens the model's `max_text_len`, special tokens included
 * @throws VisionError `BAD_PROMPT` for a phrase without a known token, or longer than a whole caption
 */
export function captionsFor(
  classes: readonly PromptClass[],
  tokenizer: Tokenizer,
  maxTokens: number,
  { oneByOne = false } = {},
): Caption[] {
  const phrases = classes.flatMap((owner) =>
    owner.phrases.map((phrase) => ({ class: owner, phrase, ids: phraseIds(phrase, tokenizer) })),
  );
  const room = maxTokens - tokenizer.start.length - tokenizer.end.length;
  const captions: Caption[] = [];
  let ids: number[] = [];
  let spans: PhraseSpan[] = [];
  const finish = (): void => {
    captions.push({ ids: [...tokenizer.start, ...ids, ...tokenizer.end], spans });
    ids = [];
    spans = [];
  };
  for (const { ids: added, ...phrase } of phrases) {
    const needed = added.length + tokenizer.separator.length;
    if (needed > room)
      throw new VisionError('BAD_PROMPT', `The phrase ${quoted(phrase.phrase)} is too long for the model`);
    if (spans.length > 0 && (oneByOne || ids.length + needed > room)) finish();
    const start = tokenizer.start.length + ids.length;
    spans.push({ ...phrase, start, end: start + added.length });
    // Always closed by a separator: without one the graph lets a phrase's tokens attend to nothing but themselves.
    ids.push(...added, ...tokenizer.separator);
  }
  finish();
  return captions;
}

function phraseIds(phrase: string, tokenizer: Tokenizer): readonly number[] {
  // Hugging Face lower-cases labels; "." and "?" inside one would end the phrase in the graph's eyes.
  const ids = tokenizer.idsOf(phrase.trim().toLowerCase().replaceAll(/[.?]+/g, ' '));
  const reserved = [...tokenizer.start, ...tokenizer.end, ...tokenizer.separator];
  if (ids.length === 0)
    throw new VisionError('BAD_PROMPT', `The phrase ${quoted(phrase)} has no word the model can read`);
  if (ids.some((id) => reserved.includes(id))) {
    throw new VisionError('BAD_PROMPT', `The phrase ${quoted(phrase)} holds one of the model's control words`);
  }
  return ids;
}

const quoted = (phrase: string): string => JSON.stringify(phrase.length > 40 ? `${phrase.slice(0, 40)}…` : phrase);
