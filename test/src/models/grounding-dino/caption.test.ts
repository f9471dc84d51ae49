import assert from 'node:assert/strict';
import { type Caption, captionsFor } from '../../../../src/models/grounding-dino/caption';
import { type PromptClass, parsePrompt } from '../../../../src/models/grounding-dino/prompt';
import type { Tokenizer } from '../../../../src/models/grounding-dino/tokenizer';
import { goldenCases, goldenTokenizer } from '../../../support/goldens';

interface CaptionCase {
  readonly labels: readonly string[];
  readonly hf_treats_as_label_list: boolean;
  readonly hf_caption: string | null;
  readonly input_ids: readonly number[];
  /** For each label the positions of its tokens in `input_ids`. */
  readonly label_token_positions: readonly (readonly number[])[];
}

const tokenizer = goldenTokenizer('tokenizer-bert-ids');
const find = (...phrases: string[]): PromptClass => ({ label: phrases[0]!, phrases, isDecoy: false });
const shapeOf = ({ ids, spans }: Caption) => ({
  ids,
  spans: spans.map(({ phrase, start, end }) => [phrase, start, end]),
});

describe('captionsFor', () => {
  describe('puts labels together as transformers does', () => {
    // A label with "." or "?" is where we differ on purpose; a label without a word is refused.
    const cases = goldenCases<CaptionCase>('caption').filter(
      ({ labels, hf_treats_as_label_list }) =>
        hf_treats_as_label_list && labels.every((label) => label !== '' && !/[.?]/.test(label)),
    );
    for (const { labels, hf_caption, input_ids, label_token_positions } of cases) {
      it(`${JSON.stringify(labels)} to ${JSON.stringify(hf_caption)}`, () => {
        const captions = captionsFor(parsePrompt('labels', labels), tokenizer, 256);

        assert.equal(captions.length, 1);
        assert.deepEqual(captions[0]!.ids, input_ids);
        assert.deepEqual(
          captions[0]!.spans.map(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
          label_token_positions,
        );
      });
    }
  });

  it('gives every way to say a class its own span', () => {
    const cat = find('a cat', 'cat');
    const [caption] = captionsFor([cat, find('dog')], tokenizer, 256);

    assert.deepEqual(shapeOf(caption!), {
      ids: [101, 1037, 1116, 1012, 1116, 1012, 1117, 1012, 102],
      spans: [
        ['a cat', 1, 3],
        ['cat', 4, 5],
        ['dog', 6, 7],
      ],
    });
    assert.equal(caption!.spans[1]!.class, cat);
  });

  it('takes "." and "?" out of a phrase, which would end it in the graph\'s eyes', () => {
    const [caption] = captionsFor([find('cat. dog?')], tokenizer, 256);

    assert.deepEqual(caption!.ids, [101, 1116, 1117, 1012, 102]);
  });

  describe('packs phrases into as few passes as hold them', () => {
    const four = [find('a cat'), find('a dog'), find('cat'), find('dog')];
    // With [CLS], [SEP] and a "." each: "a cat" takes 3 tokens, "cat" 2.
    const cases = [
      { maxTokens: 12, passes: [['a cat', 'a dog', 'cat', 'dog']] },
      { maxTokens: 11, passes: [['a cat', 'a dog', 'cat'], ['dog']] },
      {
        maxTokens: 9,
        passes: [
          ['a cat', 'a dog'],
          ['cat', 'dog'],
        ],
      },
      { maxTokens: 7, passes: [['a cat'], ['a dog', 'cat'], ['dog']] },
      { maxTokens: 5, passes: [['a cat'], ['a dog'], ['cat'], ['dog']] },
    ];
    for (const { maxTokens, passes } of cases) {
      it(`of ${maxTokens} tokens: ${passes.map((pass) => pass.join(' + ')).join(' | ')}`, () => {
        const captions = captionsFor(four, tokenizer, maxTokens);

        assert.deepEqual(
          captions.map(({ spans }) => spans.map(({ phrase }) => phrase)),
          passes,
        );
        for (const { ids, spans } of captions) {
          assert.ok(ids.length <= maxTokens);
          assert.equal(spans[0]!.start, 1);
          assert.deepEqual([ids[0], ids.at(-2), ids.at(-1)], [101, 1012, 102]);
        }
      });
    }

    it('lets the ways to say one class stand in two passes', () => {
      const captions = captionsFor([find('a cat', 'a dog')], tokenizer, 6);

      assert.deepEqual(
        captions.map(({ spans }) => spans.map((span) => [span.class.label, span.phrase])),
        [[['a cat', 'a cat']], [['a cat', 'a dog']]],
      );
    });
  });

  describe('refuses a phrase', () => {
    const cases = [
      { name: 'longer than a whole pass', phrase: 'a cat', maxTokens: 4, message: /^The phrase "a cat" is too long/ },
      { name: 'of marks that end a phrase', phrase: '?.', maxTokens: 256, message: /"\?\." has no word the model can/ },
      { name: 'of characters that are no text', phrase: '\u0000\u0001', maxTokens: 256, message: /has no word the mo/ },
    ];
    for (const { name, phrase, maxTokens, message } of cases) {
      it(name, () => {
        assert.throws(() => captionsFor([find(phrase)], tokenizer, maxTokens), { code: 'BAD_PROMPT', message });
      });
    }
  });

  it('reads the name of a control word as text, since labels are lower-cased', () => {
    const [caption] = captionsFor([find('[SEP] cat [CLS]')], tokenizer, 256);

    assert.deepEqual(
      caption!.ids.filter((id) => id === 101 || id === 102),
      [101, 102],
    );
  });

  it('refuses a phrase in which a lower-case control word stands', () => {
    const idsOf = (text: string) => text.split(' ').map((word) => (word === '</s>' ? 2 : 7));
    const roberta: Tokenizer = { start: [0], end: [2], separator: [4], padding: 1, idsOf };

    assert.throws(() => captionsFor([find('cat </s> dog')], roberta, 256), {
      code: 'BAD_PROMPT',
      message: 'The phrase "cat </s> dog" holds one of the model\'s control words',
    });
  });

  it('shows only the start of a long phrase', () => {
    assert.throws(() => captionsFor([find('cat '.repeat(300))], tokenizer, 256), {
      message: `The phrase ${JSON.stringify(`${'cat '.repeat(10)}…`)} is too long for the model`,
    });
  });
});
