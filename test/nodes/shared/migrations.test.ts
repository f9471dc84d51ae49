import assert from 'node:assert/strict';
import { type Migration, migrated } from '../../../nodes/shared/migrations';
import { readOptions, textOption } from '../../../nodes/shared/options';
import { VisionError } from '../../../src';

/** Two renamed settings, and a value that changed its unit. */
const migrations: readonly Migration[] = [
  { from: 0, to: 1, migrate: ({ words, ...rest }) => (words === undefined ? rest : { ...rest, prompt: words }) },
  { from: 1, to: 2, migrate: ({ seconds = 10, ...rest }) => ({ ...rest, minutes: Number(seconds) / 60 }) },
  { from: 2, to: 3, migrate: ({ prompt, ...rest }) => ({ ...rest, phrases: [prompt] }) },
];

/** Throws where something is changed in place. */
function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (inner && typeof inner === 'object') frozen(inner);
  return Object.freeze(value);
}

describe('migrations', () => {
  const rows: { case: string; saved: object; table?: readonly Migration[]; expected: object }[] = [
    {
      case: 'runs all steps in order on settings without a version',
      saved: { id: '1', words: 'cat', seconds: 120, styles: ['box'] },
      expected: { id: '1', phrases: ['cat'], minutes: 2, styles: ['box'], settingsVersion: 3 },
    },
    {
      case: 'skips the steps to the version of the settings',
      saved: { prompt: 'cat', seconds: 60, settingsVersion: 1 },
      expected: { phrases: ['cat'], minutes: 1, settingsVersion: 3 },
    },
    {
      case: 'reads a version that the dialog stored as text',
      saved: { prompt: 'cat', minutes: 1, settingsVersion: '2' },
      expected: { phrases: ['cat'], minutes: 1, settingsVersion: 3 },
    },
    {
      case: 'leaves current settings as they are',
      saved: { phrases: ['cat'], words: 'not a setting any more', settingsVersion: 3 },
      expected: { phrases: ['cat'], words: 'not a setting any more', settingsVersion: 3 },
    },
    {
      case: 'adds no version without migrations',
      saved: { words: 'cat' },
      table: [],
      expected: { words: 'cat' },
    },
    {
      case: 'counts up also if a step does not return the version',
      saved: { words: 'cat' },
      table: [{ from: 0, to: 1, migrate: () => ({ prompt: 'dog' }) }],
      expected: { prompt: 'dog', settingsVersion: 1 },
    },
  ];
  for (const { case: name, saved, table = migrations, expected } of rows) {
    it(name, () => assert.deepEqual(migrated(frozen(saved), table), expected));

    it(`${name}: a second time changes nothing`, () => {
      const once = migrated(saved, table);

      assert.equal(migrated(once, table), once);
    });
  }

  const broken: Migration = {
    from: 0,
    to: 1,
    migrate() {
      throw new Error('broken step');
    },
  };
  const refusals: { case: string; saved: object; table?: readonly Migration[]; error: Error }[] = [
    {
      case: 'settings of a newer version',
      saved: { settingsVersion: 4 },
      error: new VisionError(
        'INVALID_INPUT',
        'Saved by a newer version of this package: settingsVersion must be at most 3, got 4',
      ),
    },
    {
      case: 'settings of a newer version, of a node without migrations',
      saved: { settingsVersion: 1 },
      table: [],
      error: new VisionError(
        'INVALID_INPUT',
        'Saved by a newer version of this package: settingsVersion must be at most 0, got 1',
      ),
    },
    ...[-1, 1.5, 'new', ''].map((settingsVersion) => ({
      case: `the version ${JSON.stringify(settingsVersion)}`,
      saved: { settingsVersion },
      error: new VisionError(
        'INVALID_INPUT',
        `settingsVersion must be a whole number from 0 up, got ${JSON.stringify(settingsVersion)}`,
      ),
    })),
    { case: 'settings on which a step fails', saved: {}, table: [broken], error: new Error('broken step') },
  ];
  for (const { case: name, saved, table = migrations, error } of refusals) {
    it(`creates a node with ${name}, and refuses each reading of its settings`, () => {
      const config = migrated(frozen(saved), table);
      const again = migrated(config, table);

      for (const refused of [config, again]) {
        assert.throws(() => readOptions({ output: textOption('detections') }, refused), error);
      }
    });
  }
});
