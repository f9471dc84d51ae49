import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders that are not part of the documentation: packages, build results, caches. */
const SKIPPED = ['node_modules', 'dist', '.cache', '.git', '.venv', 'data'];

const pagesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

function brokenLinksOf(page: string): string[] {
  const links = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path, anchor] = target.split('#') as [string, string?];
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && (statSync(file).isDirectory() || !anchorsOf(file).includes(anchor));
    });
}

describe('the documentation', () => {
  for (const page of pagesIn('.')) {
    it(`${page} links to files and headings that exist`, () => {
      assert.deepEqual(brokenLinksOf(page), []);
    });
  }

  it('README.md has at most 1,300 words', () => {
    const words = readFileSync('README.md', 'utf8').split(/\s+/).length;

    assert.ok(words <= 1300, `${words} words`);
  });
});
