import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelHash } from '../../../../../../src/engine/child/local/self-check/model-hash';

describe('modelHash', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'model-hash-'));
    writeFileSync(join(folder, 'encoder.onnx'), 'encoder');
    writeFileSync(join(folder, 'decoder.onnx'), 'decoder');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const graphs = () => ['encoder.onnx', 'decoder.onnx'].map((name) => join(folder, name));

  it('is the same for the same content at another time', async () => {
    const before = await modelHash(graphs(), {});
    utimesSync(graphs()[0]!, 1, 1);

    assert.match(before, /^[0-9a-f]{64}$/);
    assert.equal(await modelHash(graphs(), {}), before);
  });

  for (const name of [
    'encoder.onnx',
    'decoder.onnx',
    'encoder.onnx_data',
    'encoder.onnx_data_1',
    'decoder.onnx.data',
  ]) {
    it(`depends on ${name}`, async () => {
      const before = await modelHash(graphs(), {});
      writeFileSync(join(folder, name), 'other');

      assert.notEqual(await modelHash(graphs(), {}), before);
    });
  }

  it('does not depend on other files of the folder', async () => {
    const before = await modelHash(graphs(), {});
    writeFileSync(join(folder, 'encoder_fp16.onnx'), 'other');

    assert.equal(await modelHash(graphs(), {}), before);
  });

  it('reads a file once while it does not change', async () => {
    const known = {};
    await modelHash(graphs(), known);
    const paths = Object.keys(known);
    for (const key of paths) Reflect.set(known, key, 'remembered');

    assert.equal(paths.length, 2);
    assert.notEqual(await modelHash(graphs(), known), await modelHash(graphs(), {}));
  });

  it('takes the verified hash of a file of the hub, without reading it', async () => {
    mkdirSync(join(folder, 'blobs'));
    const blob = join(folder, 'blobs', 'a'.repeat(64));
    writeFileSync(blob, 'content');
    symlinkSync(blob, join(folder, 'model.onnx'));
    const known = {};
    await modelHash([join(folder, 'model.onnx')], known);

    assert.deepEqual(known, {});
  });
});
