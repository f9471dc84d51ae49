import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveModel } from '../../../src/model-files/model-reference';
import type { ModelTask } from '../../../src/model-files/model-request';
import { serverNames } from '../../../src/model-files/server-names';

const namesOf = (task: ModelTask, model: string, baseFolder = '.'): readonly string[] =>
  serverNames(resolveModel(task, { model, dtype: 'auto', baseFolder }));

describe('the names of models on an inference server', () => {
  it('are those of the built-in models', () => {
    assert.deepEqual(namesOf('detector', 'demo'), ['demo']);
    assert.deepEqual(namesOf('segmenter', 'demo'), ['demo', 'demo-encoder', 'demo-decoder']);
  });

  it('are the ids of known models', () => {
    assert.deepEqual(namesOf('detector', 'grounding-dino-tiny'), ['grounding-dino-tiny']);
  });

  it('are the last parts of repositories, in lower case', () => {
    assert.deepEqual(namesOf('detector', 'onnx-community/grounding-dino-tiny-ONNX'), ['grounding-dino-tiny-onnx']);
    assert.deepEqual(namesOf('detector', 'someone/My_Dino.v2@main'), ['my-dino-v2']);
    assert.deepEqual(namesOf('segmenter', 'someone/SAM'), ['sam', 'sam-encoder', 'sam-decoder']);
  });

  it('are the names of folders', () => {
    const folder = mkdtempSync(join(tmpdir(), 'Model Folder-'));
    try {
      assert.match(namesOf('detector', folder)[0]!, /^model-folder-[a-z0-9]+$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
