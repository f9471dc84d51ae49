import { VisionError } from '../../errors';
import type { PromptClass } from './prompt';
import type { Tokenizer } from './tokenizer';

/** Positions `start <= position < end` of a phrase's tokens in the `ids` of its caption. */
export interface PhraseSpan {
  readonly class: PromptClass;
  readonly phrase: string;
  readonly start: number;
  readonly end: number;
}

/** The text of one pass, as token ids: `[CLS] phrase . phrase . [SEP]`. */
export interface Caption {
  readonly ids: readonly number[];
  readonly spans: readonly PhraseSpan[];
}

/**
 * Packs the phrases of all classes into captions, in order: as few captions as possible, or one per phrase.
 * @param maxTokens the model's `max_text_len`, special tokens included
 * @param oneByOne whether each phrase gets its own caption
 * @throws VisionError `BAD_PROMPT` for a phrase without tokens, with a control word, or longer than a caption
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
  const capacity = maxTokens - tokenizer.start.length - tokenizer.end.length;
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
    if (needed > capacity)
      throw new VisionError('BAD_PROMPT', `Phrase too long for this model: ${quoted(phrase.phrase)}`);
    if (spans.length > 0 && (oneByOne || ids.length + needed > capacity)) finish();
    const start = tokenizer.start.length + ids.length;
    spans.push({ ...phrase, start, end: start + added.length });
    // A separator ends every phrase: without one, the graph lets each of its tokens attend only to itself.
    ids.push(...added, ...tokenizer.separator);
  }
  finish();
  return captions;
}

/**
 * The tokens of a phrase as the model gets them.
 * @throws VisionError `BAD_PROMPT` for a phrase without tokens or with a control word
 */
export function phraseIds(phrase: string, tokenizer: Tokenizer): readonly number[] {
  // Hugging Face lower-cases labels. The graph would take "." or "?" as the end of the phrase.
  const ids = tokenizer.idsOf(phrase.trim().toLowerCase().replaceAll(/[.?]+/g, ' '));
  const reserved = [...tokenizer.start, ...tokenizer.end, ...tokenizer.separator];
  if (ids.length === 0)
    throw new VisionError('BAD_PROMPT', `Phrase without a word that this model can read: ${quoted(phrase)}`);
  if (ids.some((id) => reserved.includes(id))) {
    throw new VisionError('BAD_PROMPT', `Phrase with a control word of this model: ${quoted(phrase)}`);
  }
  return ids;
}

const quoted = (phrase: string): string => JSON.stringify(phrase.length > 40 ? `${phrase.slice(0, 40)}…` : phrase);
