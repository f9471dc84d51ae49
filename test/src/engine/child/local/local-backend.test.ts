import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { CallTimes } from '../../../../../src/engine/child/call-times';
import { LocalBackend } from '../../../../../src/engine/child/local/local-backend';
import { openHub } from '../../../../../src/hub/hub';
import { resolveModel } from '../../../../../src/model-files/model-reference';
import { describeBackend } from '../../../../support/describe-backend';

describeBackend('local', {
  open: (onCrash) => new LocalBackend({ device: 'cpu', threads: 1 }, onCrash),
  close: (backend) => (backend as LocalBackend).close(),
  crash: (backend) => void (Reflect.get(backend, 'worker') as Worker).terminate(),
});

describe('the backend local on the processor', () => {
  let modelFolder: string;
  beforeEach(() => {
    modelFolder = mkdtempSync(join(tmpdir(), 'local-'));
  });
  afterEach(() => rmSync(modelFolder, { recursive: true }));

  const onlyEmulated = {
    isSoftwareOnly: (device: string) => device !== 'cpu',
    isSoftwareInUse: () => assert.fail('no session is open'),
    driverOf: () => assert.fail('there is nothing to remember'),
  };
  for (const device of ['cpu', 'auto'] as const) {
    it(`opens a model without a self-check for ${device}, if there is no other device`, async () => {
      const backend = new LocalBackend({ device, threads: 1, modelFolder }, () => {}, onlyEmulated);
      const model = resolveModel('segmenter', { model: 'demo', dtype: 'auto', baseFolder: '.' });
      const call = { times: new CallTimes(), signal: new AbortController().signal, onTurn: () => void turns++ };
      let turns = 0;
      const opened = await backend.open(await openHub({ offline: true }).fetch(model), 'auto', call, {
        model: 'demo',
        task: 'segmenter',
        run: () => assert.fail('the model must not run'),
      });
      await backend.close();

      assert.equal(opened.device, 'cpu');
      assert.equal(turns, 1);
      assert.equal(existsSync(join(modelFolder, '.grounded-sam')), false);
    });
  }
});
