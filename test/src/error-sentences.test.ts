import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the source makes an error whose sentence begins with an expression. The group is that expression. */
const BEGINS_WITH_EXPRESSION =
  /(?:new VisionError\(\s*[^,()]+,|\b(?:failed|unavailable|unsupported)\()\s*`\$\{((?:[^{}]|\{[^}]*\})*)\}/g;

/** The name of a value as the user knows it, such as `msg.prompt`, `--out`, `HF_ENDPOINT`. */
const NAMES = ['name', 'nameOf(source)', 'command.name'];
/** The problem, which another line of the file words. */
const PROBLEMS = ['problem', 'what', 'sentence', 'named(list)', 'whyNot(check)', 'paths.length', 'message'];

interface Sentence {
  readonly file: string;
  readonly first: string;
}

const sourceFiles = (): string[] =>
  ['src', 'nodes', 'admin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path)),
  );

const sentences = (): Sentence[] =>
  sourceFiles().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(BEGINS_WITH_EXPRESSION)].map(([, first]) => ({ file, first: first! })),
  );

describe('the sentences of errors', () => {
  // The editor cuts off all but the first 30 characters.
  it('begin with the problem or the name of a value, not with a repository, a model, a path or a URL', () => {
    const isKnown = (first: string): boolean => [...NAMES, ...PROBLEMS].includes(first);
    const others = sentences().filter(({ first }) => !isKnown(first));

    assert.deepEqual(others, []);
  });

  it('about an inference server do not begin with the server', () => {
    const found = sourceFiles().filter((file) => /["'`]The (inference )?server /.test(readFileSync(file, 'utf8')));

    assert.deepEqual(found, []);
  });

  it('are found in the source', () => {
    assert.ok(sentences().length > 15);
  });
});
