// Needs an adapter: `npm run test:webgpu` looks for one, and skips these tests without one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { BackendCall, ModelTrial } from '../../src/engine/child/backend';
import { CallTimes } from '../../src/engine/child/call-times';
import { LocalBackend, type LocalSettings } from '../../src/engine/child/local/local-backend';
import { type Machine, thisMachine } from '../../src/engine/child/local/self-check/machine';
import { openers } from '../../src/engine/child/models';
import type { DeviceCheck } from '../../src/engine/protocol';
import { openHub } from '../../src/hub/hub';
import { resolveModel } from '../../src/model-files/model-reference';
import { runCli } from '../support/cli';
import { describeBackend } from '../support/describe-backend';

const call = (): BackendCall => ({ times: new CallTimes(), signal: new AbortController().signal, onTurn: () => {} });

describeBackend('local on WebGPU', {
  open: (onCrash) => new LocalBackend({ device: 'webgpu', threads: 0 }, onCrash),
  close: (backend) => (backend as LocalBackend).close(),
  crash: (backend) => void (Reflect.get(backend, 'worker') as Worker).terminate(),
});

describe('the self-check on WebGPU', () => {
  let modelFolder: string;
  let backends: LocalBackend[];
  beforeEach(() => {
    modelFolder = mkdtempSync(join(tmpdir(), 'webgpu-'));
    backends = [];
  });
  afterEach(async () => {
    await closeAll();
    rmSync(modelFolder, { recursive: true });
  });

  /** One after the other: threads of a process that end at once while they use WebGPU can crash onnxruntime. */
  async function closeAll() {
    for (const backend of backends.splice(0)) await backend.close();
  }

  /** Opens the demo segmenter as a call does, with changes to what its trial returns on WebGPU. */
  async function open(
    device: LocalSettings['device'],
    { machine = thisMachine, distort = false }: { machine?: Machine; distort?: boolean } = {},
  ) {
    const backend = new LocalBackend({ device, threads: 0, modelFolder }, () => {}, machine);
    backends.push(backend);
    const model = resolveModel('segmenter', { model: 'demo', dtype: 'auto', baseFolder: '.' });
    const files = await openHub({ offline: true }).fetch(model);
    const distorted = ({ run, ...trial }: ModelTrial): ModelTrial => ({
      ...trial,
      run: async (opened, trialCall) => {
        const objects = await run(opened, trialCall);
        if (opened.device !== 'webgpu') return objects;
        return objects.map((object) => ({ ...object, mask: { ...object.mask!, offset: [0, 0] } }));
      },
    });
    const changed = new Proxy(backend, {
      get: (target, name) => {
        if (name !== 'open') return Reflect.get(target, name);
        return (...[files, dtype, opening, trial]: Parameters<LocalBackend['open']>) =>
          target.open(files, dtype, opening, distort ? distorted(trial!) : trial);
      },
    });
    const { loaded } = await openers.segmenter(changed, model, files, call());
    return { device: loaded.device, checks: await backend.checks() };
  }

  it('passes the demo segmenter, and remembers agreement, times and driver', async () => {
    const { device, checks } = await open('webgpu');
    const [check] = checks as [DeviceCheck];

    assert.equal(device, 'webgpu');
    assert.equal(check.state, 'passed');
    assert.ok(check.agreement!.objects >= 3 && check.agreement!.maskIou! > 0.99, JSON.stringify(check));
    assert.ok(check.ms! > 0 && check.processorMs! > 0);
    assert.equal(check.isSoftware ?? false, thisMachine.isSoftwareOnly('webgpu'));
    await closeAll();
    const { checks: later } = await open('webgpu');
    assert.equal(later[0]!.time, check.time, 'the second process does not check again');
  });

  it('refuses the device for a model whose masks are elsewhere, with the numbers', async () => {
    await assert.rejects(open('webgpu', { distort: true }), {
      code: 'DEVICE_UNAVAILABLE',
      message: /^webgpu gives wrong results with demo \(fp32\).*masks IoU 0\.\d+ \(at least 0\.9\)/,
    });
  });

  it('lets auto fall back to the processor without a check if the device is emulated', async () => {
    const machine = { ...thisMachine, isSoftwareOnly: () => true };

    assert.deepEqual(await open('auto', { machine }), { device: 'cpu', checks: [] });
  });

  it('lets auto fall back to the processor if the driver turns out to be an emulation', async () => {
    const machine = { ...thisMachine, isSoftwareOnly: () => false, isSoftwareInUse: () => true };
    const { device, checks } = await open('auto', { machine });

    assert.equal(device, 'cpu');
    assert.equal(checks[0]!.isSoftware, true);
  });

  it('lets auto take the device exactly if it is faster than the processor', async () => {
    const machine = { ...thisMachine, isSoftwareOnly: () => false, isSoftwareInUse: () => false };
    const { device, checks } = await open('auto', { machine });
    const [{ ms, processorMs }] = checks as [DeviceCheck];

    assert.equal(device, ms! < processorMs! ? 'webgpu' : 'cpu');
  });

  it('lets auto fall back to the processor if the masks are elsewhere', async () => {
    const machine = { ...thisMachine, isSoftwareOnly: () => false, isSoftwareInUse: () => false };
    const { device, checks } = await open('auto', { machine, distort: true });

    assert.equal(device, 'cpu');
    assert.equal(checks[0]!.state, 'refused');
  });

  it('is repeated by doctor --check, for both built-in models', async () => {
    const doctor = async (...args: string[]) => {
      const { status, stdout } = await runCli(modelFolder, ['doctor', '--device', 'webgpu', ...args], {
        HF_HUB_CACHE: modelFolder,
      });
      assert.equal(status, 0, stdout);
      return stdout.split('\n').filter((line) => line.startsWith('self-check'));
    };
    const first = await doctor();
    const repeated = await doctor('--check');

    assert.match(first.join('\n'), /^self-check +webgpu passed with segmenter demo \(fp32\): masks IoU 1\.000/);
    assert.equal(repeated.length, 2);
    assert.match(
      repeated[0]!,
      /webgpu passed with detector demo \(fp32\): boxes IoU 1\.000.*; [\d.]+ m?s, processor [\d.]+ m?s/,
    );
  }).timeout(300_000);
});
