import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelChoice, type ModelRow, openModelList } from '../../../src/hub/model-list';

describe('the list of models', () => {
  const folder = mkdtempSync(join(tmpdir(), 'model-list-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const list = (choice: Partial<ModelChoice>, settings: { offline?: boolean } = {}) =>
    openModelList(folder).list(
      { task: 'segmenter', dtype: 'auto', model: '', ...choice },
      { modelFolder: folder, offline: false, ...settings },
      ['fp32', 'fp16'],
    );

  it('has the known models of the task, with licence, state and sizes', async () => {
    const { models, chosen } = await list({});
    const rows = Object.fromEntries(models.map((row) => [row.model, row]));

    assert.equal(chosen, undefined);
    assert.equal(rows.demo!.state, 'builtIn');
    assert.equal(rows['sam3-tracker']!.licence, 'upstream: SAM License');
    assert.deepEqual(
      [rows.edgetam!.state, rows.edgetam!.size, rows.edgetam!.sizes!.fp16],
      ['absent', '41 MB', '31 MB'],
    );
    assert.ok(!('grounding-dino-tiny' in rows));
  });

  const cases: { choice: Partial<ModelChoice>; offline?: boolean; row: Partial<ModelRow> }[] = [
    { choice: { model: 'edgetam', dtype: 'fp16' }, row: { state: 'absent', size: '31 MB' } },
    { choice: { model: 'edgetam' }, offline: true, row: { state: 'offline', size: '41 MB' } },
    { choice: { model: 'org/name@v2:onnx/model.onnx' }, row: { state: 'absent', licence: 'see its page' } },
    { choice: { model: './models/mine' }, row: { state: 'folder', licence: '' } },
    { choice: { model: 'no such model' }, row: { state: 'folder', licence: '' } },
  ];
  for (const { choice, offline = false, row } of cases) {
    it(`says of ${JSON.stringify(choice)}${offline ? ' offline' : ''}: ${row.state}`, async () => {
      const { chosen } = await list(choice, { offline });

      assert.deepEqual({ ...chosen, ...row }, chosen);
    });
  }
});
