import assert from 'node:assert/strict';
import {
  blocksIn,
  ENGLISH,
  filesOf,
  inlineIn,
  keysIn,
  languages,
  readIn,
  textsIn,
  wordsIn,
} from '../support/languages';
import { mayBeEnglish } from '../support/words-of-all-languages';

const placeholders = (text: string): string[] => (text.match(/__\w+__|\{\w+\}/g) ?? []).sort();
const numbers = (text: string): string[] => text.match(/\d+(\.\d+)?/g) ?? [];

const files = filesOf(ENGLISH);
const catalogues = files.filter((path) => path.endsWith('.json'));
const pages = files.filter((path) => path.endsWith('.html'));

const SPACE_BETWEEN_WIDE = /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef] [\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/;

type Named = ReadonlyMap<string, ReadonlySet<string>>;

/** The English texts that a page may name, with their texts in a language. One English text may have several. */
function textsFor(page: string, language: string): { readonly labels: Named; readonly options: Named } {
  const labels = new Map<string, Set<string>>();
  const options = new Map<string, Set<string>>();
  for (const path of ['editor/locales/*/editor.json', page.replace('.html', '.json')].filter((path) =>
    catalogues.includes(path),
  )) {
    const own = textsIn(language, path);
    for (const [key, text] of textsIn(ENGLISH, path)) {
      const kind = /(^|\.)label\.\w+$/.test(key) ? labels : options;
      kind.set(text, (kind.get(text) ?? new Set()).add(own.get(key)!));
    }
  }
  return { labels, options };
}

/** The labels that an English text names: as a complete heading, or with a capital inside a sentence. */
function labelsIn(text: string, labels: Named): string[] {
  const named = [...labels.keys()].filter((label) => text === label || (/^[A-Z]/.test(label) && isInside(text, label)));
  return named.filter((label) => !named.some((other) => other !== label && other.includes(label)));
}

const isInside = (text: string, label: string): boolean =>
  new RegExp(`[a-z,;] ${label.replace(/[.*+?^()]/g, '\\$&')}(?!\\w| [A-Z])`).test(text);

/** The option that an item of a list describes: `drop new messages: no message waits`. */
const optionIn = (text: string, options: Named): string | undefined =>
  [...options.keys()].find((option) => text.startsWith(`${option}:`));

for (const language of languages) {
  describe(`the texts in ${language}`, () => {
    it('have the files of English', () => {
      assert.deepEqual(filesOf(language), files);
    });

    for (const path of catalogues) {
      it(`of ${path} have the keys of English, and its placeholders`, () => {
        const english = textsIn(ENGLISH, path);
        const texts = textsIn(language, path);

        assert.deepEqual([...texts.keys()].sort(), keysIn(language, [...english.keys()]));
        for (const [key, text] of texts) {
          const original = english.get(key) ?? english.get(key.replace(/_[a-z]+$/, '_other'))!;
          assert.deepEqual(placeholders(text), placeholders(original), key);
          assert.ok(text.trim() !== '', `${key} is not empty`);
          assert.ok(text !== original || mayBeEnglish(text, language), `${key} is translated, or is listed: ${text}`);
        }
      });
    }

    for (const path of pages) {
      it(`of ${path} have the structure, code and numbers of English`, () => {
        const english = blocksIn(ENGLISH, path);
        const blocks = blocksIn(language, path);

        assert.deepEqual(
          blocks.map(({ tag }) => tag),
          english.map(({ tag }) => tag),
        );
        for (const [index, block] of blocks.entries()) {
          const original = english[index]!;
          const words = wordsIn(block);
          assert.deepEqual(inlineIn(block), inlineIn(original), block.text);
          assert.deepEqual(placeholders(words), placeholders(wordsIn(original)), block.text);
          for (const number of numbers(wordsIn(original)))
            assert.ok(words.includes(number), `${number} in: ${block.text}`);
          if (original.tag.startsWith('<dt')) assert.equal(block.text, original.text);
          else if (/[a-z]/i.test(wordsIn(original)))
            assert.ok(
              words !== wordsIn(original) || mayBeEnglish(words, language),
              `is translated, or is listed: ${words}`,
            );
        }
      });

      it(`of ${path} name labels and options as the dialog does`, () => {
        const { labels, options } = textsFor(path, language);
        const english = blocksIn(ENGLISH, path);
        for (const [index, block] of blocksIn(language, path).entries()) {
          const words = wordsIn(block);
          const original = wordsIn(english[index]!);
          for (const label of labelsIn(original, labels)) {
            const own = [...labels.get(label)!];
            assert.ok(
              own.some((text) => words.includes(text)),
              `${label} is ${own.join(' or ')} in: ${words}`,
            );
          }
          const option = optionIn(original, options);
          const own = [...(options.get(option ?? '') ?? [''])];
          assert.ok(
            own.some((text) => words.startsWith(text)),
            `${option} is ${own.join(' or ')} in: ${words}`,
          );
        }
      });
    }

    it('have complete help after the build', () => {
      for (const path of pages.filter((page) => page.startsWith('nodes/')))
        assert.doesNotMatch(readIn(language, `dist/${path}`), /<!--|__\w+__/, path);
    });

    it('have no space between Chinese or Japanese characters: a line break in a paragraph would be shown as one', () => {
      for (const path of pages)
        for (const { text } of blocksIn(language, path)) assert.doesNotMatch(text, SPACE_BETWEEN_WIDE, path);
    });

    it('have no character that the file did not survive', () => {
      for (const path of filesOf(language)) assert.doesNotMatch(readIn(language, path), /\uFFFD|Ã./, path);
    });
  });
}
