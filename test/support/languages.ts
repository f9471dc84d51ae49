import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ENGLISH = 'en-US';

/** The folders of `editor/locales`, without English: `de`, ... */
export const languages = readdirSync('editor/locales').filter((name) => name !== ENGLISH);

const types = readdirSync('nodes').filter((name) => existsSync(`nodes/${name}/locales`));

/** The files of a language, each as its path with `*` for the language. */
const paths = (language: string): string[] => {
  const nodes = types.map((type) => `nodes/${type}/locales/*`);
  return ['editor/locales/*', 'editor/help/*', ...nodes].flatMap((folder) => {
    const own = folder.replace('*', language);
    return existsSync(own) ? readdirSync(own).map((file) => join(folder, file)) : [];
  });
};

export const filesOf = (language: string): string[] => paths(language).sort();

export const readIn = (language: string, path: string): string => readFileSync(path.replace('*', language), 'utf8');

/** The texts of a catalogue by their path: `label.image`. */
export type Texts = ReadonlyMap<string, string>;

export function textsIn(language: string, path: string): Texts {
  const texts = new Map<string, string>();
  const add = (value: object, prefix: string): void => {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') texts.set(`${prefix}${key}`, inner);
      else add(inner, `${prefix}${key}.`);
    }
  };
  add(JSON.parse(readIn(language, path)), '');
  return texts;
}

/** The keys that a language needs if English has `keys`: its own plural forms instead of English `_one` and `_other`. */
export function keysIn(language: string, keys: readonly string[]): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const needed = keys.flatMap((key) =>
    /_(one|other)$/.test(key) ? forms.map((form) => key.replace(/[a-z]+$/, form)) : key,
  );
  return [...new Set(needed)].sort();
}

/** A part of a help page between two tags of paragraphs, lists and headings. */
export interface Block {
  /** Tag or marker of shared help, with the values of the marker that are not words. */
  readonly tag: string;
  readonly text: string;
}

const BLOCK = /(<\/?(?:script|p|h3|h4|dl|dt|dd|ul|ol|li)\b[^>]*>|<!-- .*? -->)/;
/** The values of markers that are words of the language. */
const WORDS = /(forgotten|shown|exception)="(.*?)"/g;

export function blocksIn(language: string, path: string): Block[] {
  const [before = '', ...parts] = readIn(language, path).split(BLOCK);
  const blocks = parts.flatMap((tag, index) => {
    if (index % 2 === 1) return [];
    const words = [...tag.matchAll(WORDS)].map(([, , value]) => value!);
    const text = `${words.join(' ')}${parts[index + 1]}`;
    return { tag: tag.replace(WORDS, '$1'), text: text.replace(/\s+/g, ' ').trim() };
  });
  return [{ tag: '', text: before.trim() }, ...blocks];
}

/** The tags inside a paragraph, each code with its content, in the order of the alphabet: languages order words differently. */
export const inlineIn = ({ text }: Block): string[] => (text.match(/<code>.*?<\/code>|<[^>]+>/g) ?? []).sort();

/** The text without code and tags. */
export const wordsIn = ({ text }: Block): string => text.replace(/<code>.*?<\/code>|<[^>]+>/g, ' ').trim();
