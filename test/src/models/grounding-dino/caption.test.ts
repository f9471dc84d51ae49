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
const classOf = (...phrases: string[]): PromptClass => ({ label: phrases[0]!, phrases, isDecoy: false });
const shapeOf = ({ ids, spans }: Caption) => ({
  ids,
  spans: spans.map(({ phrase, start, end }) => [phrase, start, end]),
});

describe('captionsFor', () => {
  describe('joins labels as transformers does', () => {
    // Labels with "." or "?" differ on purpose. A label without a word is refused.
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

  it('makes a span for every phrase of a class', () => {
    const cat = classOf('a cat', 'cat');
    const [caption] = captionsFor([cat, classOf('dog')], tokenizer, 256);

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

  it('removes "." and "?" from a phrase, which would end it in the graph', () => {
    const [caption] = captionsFor([classOf('cat. dog?')], tokenizer, 256);

    assert.deepEqual(caption!.ids, [101, 1116, 1117, 1012, 102]);
  });

  describe('packs phrases into as few passes as possible', () => {
    const four = [classOf('a cat'), classOf('a dog'), classOf('cat'), classOf('dog')];
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

    it('may put the phrases of one class into two passes', () => {
      const captions = captionsFor([classOf('a cat', 'a dog')], tokenizer, 6);

      assert.deepEqual(
        captions.map(({ spans }) => spans.map((span) => [span.class.label, span.phrase])),
        [[['a cat', 'a cat']], [['a cat', 'a dog']]],
      );
    });
  });

  describe('refuses a phrase', () => {
    const cases = [
      {
        name: 'longer than a pass',
        phrase: 'a cat',
        maxTokens: 4,
        message: /^Phrase too long for this model: "a cat"$/,
      },
      {
        name: 'of characters that end a phrase',
        phrase: '?.',
        maxTokens: 256,
        message: /^Phrase without a word that this model can read: "\?\."$/,
      },
      { name: 'of control characters', phrase: '\u0000\u0001', maxTokens: 256, message: /^Phrase without a word / },
    ];
    for (const { name, phrase, maxTokens, message } of cases) {
      it(name, () => {
        assert.throws(() => captionsFor([classOf(phrase)], tokenizer, maxTokens), { code: 'BAD_PROMPT', message });
      });
    }
  });

  it('reads the name of a control word as text, because labels are lower-cased', () => {
    const [caption] = captionsFor([classOf('[SEP] cat [CLS]')], tokenizer, 256);

    assert.deepEqual(
      caption!.ids.filter((id) => id === 101 || id === 102),
      [101, 102],
    );
  });

  it('refuses a phrase that contains a lower-case control word', () => {
    const idsOf = (text: string) => text.split(' ').map((word) => (word === '</s>' ? 2 : 7));
    const roberta: Tokenizer = { start: [0], end: [2], separator: [4], padding: 1, idsOf };

    assert.throws(() => captionsFor([classOf('cat </s> dog')], roberta, 256), {
      code: 'BAD_PROMPT',
      message: 'Phrase with a control word of this model: "cat </s> dog"',
    });
  });

  it('quotes only the start of a long phrase', () => {
    assert.throws(() => captionsFor([classOf('cat '.repeat(300))], tokenizer, 256), {
      message: `Phrase too long for this model: ${JSON.stringify(`${'cat '.repeat(10)}…`)}`,
    });
  });
});
