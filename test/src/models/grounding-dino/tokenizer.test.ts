import assert from 'node:assert/strict';
import { openTokenizer } from '../../../../src/models/grounding-dino/tokenizer';
import { goldenCases, goldenTokenizer } from '../../../support/goldens';

/** Made with Hugging Face's tokenizers (Rust). */
interface TokenizerCase {
  readonly tokenizer: string;
  readonly text: string;
  readonly input_ids: readonly number[];
}

const shown = (text: string): string => JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}…` : text);

for (const folder of ['tokenizer-bert-ids', 'tokenizer-arbitrary-ids']) {
  describe(`the tokenizer of ${folder} returns the same ids as transformers`, () => {
    const tokenizer = goldenTokenizer(folder);
    const cases = goldenCases<TokenizerCase>('tokenizer').filter((golden) => golden.tokenizer === folder);
    for (const { text, input_ids } of cases) {
      it(shown(text), () => {
        assert.deepEqual([...tokenizer.start, ...tokenizer.idsOf(text), ...tokenizer.end], input_ids);
      });
    }
  });
}

describe('openTokenizer', () => {
  const cases = [
    { folder: 'tokenizer-bert-ids', start: [101], end: [102], separator: [1012], padding: 0, unknown: 100 },
    { folder: 'tokenizer-arbitrary-ids', start: [363], end: [109], separator: [55], padding: 364, unknown: 41 },
  ];
  for (const { folder, ...expected } of cases) {
    it(`reads the special ids of ${folder} from its files`, () => {
      const { idsOf, ...ids } = goldenTokenizer(folder);

      assert.deepEqual(ids, expected);
    });
  }

  it('refuses a tokenizer without a token for "."', () => {
    const wordsOnly = {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
      decoder: null,
      model: { type: 'WordPiece', vocab: { '[UNK]': 0, cat: 1 }, unk_token: '[UNK]', max_input_chars_per_word: 100 },
    };

    assert.throws(() => openTokenizer(wordsOnly, {}), { code: 'MODEL_UNSUPPORTED', message: /has no token for "\."/ });
  });
});
