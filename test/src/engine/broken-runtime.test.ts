import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as library from '../../../src';

const root = process.cwd();

describe('a runtime that this system cannot load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-broken-'));
  const runtime = join(folder, 'node_modules/onnxruntime-node');

  before(() => {
    cpSync(join(root, 'dist/src'), join(folder, 'dist/src'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    mkdirSync(runtime, { recursive: true });
    mkdirSync(join(folder, 'node_modules/@huggingface'));
    for (const name of ['sharp', '@huggingface/tokenizers']) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
    }
    symlinkSync(join(root, 'models'), join(folder, 'models'), 'junction');
    writeFileSync(join(runtime, 'package.json'), '{"name": "onnxruntime-node", "main": "index.js"}');
    writeFileSync(join(runtime, 'index.js'), 'throw new Error("libstdc++.so.6: version not found")');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is named to the caller, each time', async () => {
    const { openEngine } = require(join(folder, 'dist/src')) as typeof library;
    const engine = openEngine('', { graceMs: 0 });
    const load = () => engine.load('detector', { model: 'demo', dtype: 'auto', baseFolder: '.' });

    for (const attempt of ['first', 'second']) {
      await assert.rejects(
        load(),
        { code: 'ENGINE_CRASHED', message: /libstdc\+\+\.so\.6: version not found/ },
        attempt,
      );
    }
    await engine.close();
  });
});
