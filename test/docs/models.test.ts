import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, modelState, resolveModel } from '../../src';
import { catalogue } from '../../src/model-files/catalogue';

/** The cells of each row of a table, by the name in its first cell. */
const rows = new Map(
  readFileSync('docs/models.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| `[\w.-]+` \|/.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .filter((cells) => cells.length === 5)
    .map(([name, ...cells]) => [name!.trim().replaceAll('`', ''), cells.map((cell) => cell.trim())] as const),
);

describe('docs/models.md', () => {
  it('has a row for each model of the catalogue and no other', () => {
    assert.deepEqual([...rows.keys()].sort(), catalogue.map(({ id }) => id).sort());
  });

  for (const { id, tasks, licence } of catalogue.filter(({ source }) => source)) {
    it(`states the downloads and the licence of ${id}`, async () => {
      const model = resolveModel(tasks[0]!, { model: id, dtype: 'auto', baseFolder: tmpdir() });
      const state = await modelState(model, { modelFolder: join(tmpdir(), 'no-such-cache') });
      assert.ok(state.location === 'hub');
      const { auto: _auto, fp32, ...others } = state.bytes;
      const expected = Object.entries(others).map(([dtype, bytes]) => `${dtype} ${Math.round(bytes / 1e6)}`);

      const [size, precisions, stated] = rows.get(id)!;

      assert.equal(size, formatBytes(fp32!));
      assert.equal(precisions!.split(';')[0], expected.join(', '));
      assert.ok(stated!.startsWith(licence), stated);
    });
  }
});
