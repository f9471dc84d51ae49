import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { keyRows } from '../../src/review-page/keys';

describe('docs/review.md', () => {
  it('has the keys of the page', () => {
    const [, table = ''] =
      /\n\| keys \| effect \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(readFileSync('docs/review.md', 'utf8')) ?? [];

    assert.deepEqual(
      table.trimEnd().split('\n'),
      keyRows.map(({ keys, effect }) => `| ${keys} | ${effect} |`),
    );
  });
});
