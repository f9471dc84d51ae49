import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPage } from '../support/markdown';

const folder = 'docs/decisions';
const decisions = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .sort();

describe('docs/decisions', () => {
  for (const [index, name] of decisions.entries()) {
    it(`${name} has a number, a date, a status and the four parts`, () => {
      const [title, , date, ...rest] = readPage(join(folder, name)).split('\n');
      const number = String(index + 1).padStart(3, '0');

      assert.match(name, new RegExp(`^${number}-[a-z0-9-]+\\.md$`));
      assert.match(title!, new RegExp(`^# ${number}: \\S`));
      assert.match(date!, /^Date: \d{4}-\d{2}-\d{2}, status: (accepted|replaced by \d{3})$/);
      assert.deepEqual(
        rest.filter((line) => line.startsWith('#')),
        ['## Context', '## Decision', '## Consequences', '## Revisit when'],
      );
    });
  }

  it('lists every decision', () => {
    const listed = [...readPage(join(folder, 'README.md')).matchAll(/^\| \[(\d{3})\]\((\S+)\)/gm)];

    assert.deepEqual(
      listed.map(([, number, name]) => [number, name]),
      decisions.map((name) => [name.slice(0, 3), name]),
    );
  });
});
