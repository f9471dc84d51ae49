import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { VisionError } from '../../errors';

/** A model's own text tokenizer, reduced to what a caption is put together from. */
export interface Tokenizer {
  /** Ids before and after a text: `[CLS]` and `[SEP]`. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Ids of `.`, which ends a phrase. */
  readonly separator: readonly number[];
  readonly padding: number;
  /** Ids of a text without special tokens. Texts that meet at punctuation tokenize as they would together. */
  idsOf(text: string): readonly number[];
}

/** @param tokenizerJson, tokenizerConfig the parsed `tokenizer.json` and `tokenizer_config.json` of the model folder */
export function openTokenizer(tokenizerJson: object, tokenizerConfig: object): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
  const idsOf = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;

  const { ids: separator, tokens } = tokenizer.encode('.', { add_special_tokens: false });
  const whole = tokenizer.encode('.', { add_special_tokens: true }).ids;
  const middle = whole.indexOf(separator[0]!);
  // Where "." is not in the vocabulary it becomes the token for the unknown.
  if (!tokens.join('').includes('.') || middle === -1) {
    throw new VisionError('MODEL_UNSUPPORTED', 'The model folder\'s tokenizer.json does not know "." as a token');
  }
  return {
    start: whole.slice(0, middle),
    end: whole.slice(middle + separator.length),
    separator,
    padding: tokenizer.token_to_id('[PAD]') ?? 0,
    idsOf,
  };
}
