import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { VisionError } from '../../errors';

/** A model's own text tokenizer, reduced to the parts that captions need. */
export interface Tokenizer {
  /** Ids of the special tokens before and after a text: `[CLS]` and `[SEP]`. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Ids of `.`, which ends a phrase. */
  readonly separator: readonly number[];
  /** Id of the padding token. */
  readonly padding: number;
  /** Id of the token for words that are not in the vocabulary. Absent if the tokenizer reads any text. */
  readonly unknown?: number | undefined;
  /** Ids of a text without special tokens. Texts joined at punctuation have the ids of their parts. */
  idsOf(text: string): readonly number[];
}

/**
 * @param tokenizerJson the parsed `tokenizer.json` of the model folder
 * @param tokenizerConfig the parsed `tokenizer_config.json` of the model folder
 * @throws VisionError `MODEL_UNSUPPORTED` if "." is not a token
 */
export function openTokenizer(tokenizerJson: object, tokenizerConfig: object): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
  const idsOf = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;

  const { ids: separator, tokens } = tokenizer.encode('.', { add_special_tokens: false });
  const withSpecial = tokenizer.encode('.', { add_special_tokens: true }).ids;
  const separatorStart = withSpecial.indexOf(separator[0]!);
  // If "." is not in the vocabulary, it becomes the token for unknown text.
  if (!tokens.join('').includes('.') || separatorStart === -1) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      'Unsupported tokenizer: tokenizer.json has no token for ".", which ends a phrase',
    );
  }
  return {
    start: withSpecial.slice(0, separatorStart),
    end: withSpecial.slice(separatorStart + separator.length),
    separator,
    padding: tokenizer.token_to_id('[PAD]') ?? 0,
    unknown: tokenizer.token_to_id(unknownToken(tokenizerJson)),
    idsOf,
  };
}

function unknownToken(tokenizerJson: object): string {
  const { model } = tokenizerJson as { readonly model?: { readonly unk_token?: unknown } };
  return typeof model?.unk_token === 'string' ? model.unk_token : '[UNK]';
}
