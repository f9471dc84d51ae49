import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentVersion, type Migration } from '../../nodes/shared/migrations';
import { dialogDefinition } from '../support/dialogs';

const files: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8'))['node-red'].nodes;

describe('the migrations of every node', () => {
  for (const [type, file] of Object.entries(files)) {
    const { migrations } = require(join(process.cwd(), file)) as { migrations: readonly Migration[] };

    it(`${type}: has a table whose steps are numbered 0 to 1, 1 to 2, and so on`, () => {
      assert.deepEqual(
        migrations.map(({ from, to }) => [from, to]),
        migrations.map((_step, index) => [index, index + 1]),
      );
    });

    it(`${type}: the dialog saves new nodes with the current version`, () => {
      const { settingsVersion } = dialogDefinition(type).defaults;

      assert.equal(settingsVersion?.value ?? 0, currentVersion(migrations));
    });
  }
});
