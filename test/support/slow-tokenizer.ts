import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A phrase that takes the tokenizer of `slowTokenizer` 2^60 steps. */
export const slowPhrase = 'a'.repeat(60);

/** A detector whose tokenizer has a regular expression that takes exponential time. */
export function slowTokenizer(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'slow-tokenizer-'));
  cpSync('models/demo/grounding-dino', folder, { recursive: true });
  const file = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8')) as object;
  const normalizer = { type: 'Replace', pattern: { Regex: '^(a+)+$(?!a)x' }, content: '' };
  writeFileSync(file, JSON.stringify({ ...tokenizer, normalizer }));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
