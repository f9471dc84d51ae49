import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendCall, ModelTrial, OpenedModel, TrialObject } from '../../../../../../src/engine/child/backend';
import { CallTimes } from '../../../../../../src/engine/child/call-times';
import { CheckStore } from '../../../../../../src/engine/child/local/self-check/check-store';
import type { Machine } from '../../../../../../src/engine/child/local/self-check/machine';
import { type CheckedFiles, SelfCheck } from '../../../../../../src/engine/child/local/self-check/self-check';
import type { Device } from '../../../../../../src/engine/protocol';
import { VisionError } from '../../../../../../src/errors';
import { NotFiniteError } from '../../../../../../src/tensor/finite';

/** How a device of this test behaves. */
interface Behaviour {
  readonly ms?: number;
  readonly score?: number;
  readonly opening?: Error;
  readonly running?: Error;
  readonly isSoftware?: true;
}

const call: BackendCall = { times: new CallTimes(), signal: new AbortController().signal, onTurn: () => {} };
const crash = new VisionError('ENGINE_CRASHED', 'gone');

describe('the self-check of devices', () => {
  let folder: string;
  let files: CheckedFiles;
  let opened: string[];
  let open: Set<OpenedModel>;
  let runs: Device[];
  let log: string[];
  let machine: { driver: string };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'self-check-'));
    writeFileSync(join(folder, 'model.onnx'), 'graph');
    writeFileSync(join(folder, 'model_fp16.onnx'), 'half');
    files = { choices: [{ dtype: 'fp32', graphs: [join(folder, 'model.onnx')] }], requested: 'auto' };
    opened = [];
    open = new Set();
    runs = [];
    log = [];
    machine = { driver: 'driver 1' };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const trial: ModelTrial = {
    model: 'fake',
    task: 'detector',
    async run(model, { times }): Promise<TrialObject[]> {
      const { ms = 100, score = 0.9, running } = Reflect.get(model, 'behaviour') as Behaviour;
      runs.push(model.device as Device);
      if (running) throw running;
      times.add('inference', ms);
      return [{ label: 'star', score, bbox: [0, 0, 10, 10] }];
    },
  };

  /** A check of a process that starts now, on a machine with these devices. */
  function selfCheck(devices: Partial<Record<Device, Behaviour>>, { recheck = false, threads = 0 } = {}): SelfCheck {
    const seen: Machine = {
      isSoftwareOnly: () => false,
      isSoftwareInUse: (device) => devices[device]?.isSoftware ?? false,
      driverOf: () => machine.driver,
    };
    return new SelfCheck({
      ...{ machine: seen, recheck, threads, store: new CheckStore(join(folder, 'checks')) },
      async open(device, { choices }) {
        const behaviour = devices[device] ?? {};
        opened.push(`${device} ${choices[0]!.dtype}`);
        if (behaviour.opening) throw behaviour.opening;
        const model = { graphs: [], device, dtype: choices[0]!.dtype, graphOptimization: 'all', behaviour } as const;
        const close = async (): Promise<void> => void open.delete(model);
        const graph = { inputs: [], outputs: [], close, sessionFor: () => assert.fail() };
        Object.assign(model, { graphs: [graph] });
        open.add(model);
        return model;
      },
      runtimeVersion: async () => '1.0',
      log: (line) => void log.push(line),
    });
  }

  const named = (check: SelfCheck, device: Device = 'cuda') => check.openOn(device, files, call, trial);
  const auto = (check: SelfCheck, devices: Device[] = ['cuda', 'cpu']) =>
    check.openFastest(devices, files, call, trial);

  describe('of a device requested by name', () => {
    it('passes one with the same results, also if it is slower than the processor', async () => {
      const { device } = await named(selfCheck({ cuda: { ms: 150, score: 0.88 } }));

      assert.equal(device, 'cuda');
      assert.equal(open.size, 1, 'what the check opened is closed');
    });

    it('refuses one with other results, with the numbers', async () => {
      await assert.rejects(named(selfCheck({ cuda: { score: 0.4 } })), {
        code: 'DEVICE_UNAVAILABLE',
        message:
          'cuda gives wrong results with fake (fp32), compared with the processor: boxes IoU 1.000 (at least 0.9), ' +
          'scores differ by 0.500 (at most 0.05). Choose "auto" or "cpu". "npx @grounded-sam/node-red doctor --check" repeats the check',
      });
      assert.equal(open.size, 0);
    });

    it('refuses one whose outputs are not finite', async () => {
      const running = new NotFiniteError('logits');

      await assert.rejects(named(selfCheck({ cuda: { running } })), {
        code: 'DEVICE_UNAVAILABLE',
        message: /wrong results with fake \(fp32\).*its output logits is NaN or infinite/,
      });
    });

    it('reports why a device cannot run what the processor runs, and tries again the next time', async () => {
      const running = new VisionError('MODEL_UNSUPPORTED', 'no kernel');

      for (const _ of [1, 2]) {
        await assert.rejects(named(selfCheck({ cuda: { running } })), {
          code: 'DEVICE_UNAVAILABLE',
          message: /^cuda cannot run fake \(fp32\), which the processor runs: no kernel/,
        });
      }
      assert.equal(runs.filter((device) => device === 'cuda').length, 2);
    });

    it('passes one if the processor cannot run the model, since nothing can be compared', async () => {
      const opening = new VisionError('MODEL_UNSUPPORTED', 'no kernel');

      assert.equal((await named(selfCheck({ cpu: { opening } }))).device, 'cuda');
    });
  });

  describe('of auto', () => {
    it('takes the fastest device that passes', async () => {
      const devices = { cuda: { ms: 50 }, webgpu: { ms: 20 }, dml: { ms: 5, score: 0.1 } };
      const { device } = await auto(selfCheck(devices), ['dml', 'cuda', 'webgpu', 'cpu']);

      assert.equal(device, 'webgpu');
      assert.match(log.join('\n'), /^auto does not use dml for the detector fake: dml gives wrong results .* 0\.800/);
    });

    it('takes the processor rather than a slower device, and logs both times once', async () => {
      const check = selfCheck({ cuda: { ms: 130 } });

      assert.equal((await auto(check)).device, 'cpu');
      assert.equal((await auto(check)).device, 'cpu');
      assert.deepEqual(log, [
        'auto does not use cuda for the detector fake: 130 ms for the built-in image, 100 ms on the processor',
      ]);
    });

    it('never takes a device that the processor emulates', async () => {
      assert.equal((await auto(selfCheck({ webgpu: { ms: 1, isSoftware: true } }), ['webgpu', 'cpu'])).device, 'cpu');
      assert.match(log[0]!, /emulated by the processor/);
    });

    it('goes on to the next device if one cannot be opened, and logs the reason', async () => {
      const opening = new VisionError('DEVICE_UNAVAILABLE', 'no driver');
      const devices = { cuda: { opening }, webgpu: { ms: 10 } };

      assert.equal((await auto(selfCheck(devices), ['cuda', 'webgpu', 'cpu'])).device, 'webgpu');
      assert.deepEqual(log, ['auto does not use cuda for the detector fake: no driver']);
    });

    it('takes a device for a model that the processor cannot open', async () => {
      const opening = new VisionError('MODEL_UNSUPPORTED', 'no kernel');

      assert.equal((await auto(selfCheck({ cpu: { opening } }))).device, 'cuda');
    });

    it('compares the same precision, and the speed with the precision that the processor would take', async () => {
      const half = { dtype: 'fp16', graphs: [join(folder, 'model_fp16.onnx')] } as const;
      files = { choices: [half, ...files.choices], requested: 'auto' };
      const check = selfCheck({ cuda: { ms: 50 } });
      await auto(check);

      assert.deepEqual(opened, ['cuda fp16', 'cpu fp16', 'cpu fp32', 'cuda fp16']);
    });

    it('fails with a crash of the runtime', async () => {
      await assert.rejects(auto(selfCheck({ cuda: { running: crash } })), { code: 'ENGINE_CRASHED' });
    });
  });

  describe('is remembered', () => {
    it('across processes, with its figures', async () => {
      await named(selfCheck({ cuda: { ms: 20 } }));
      runs = [];
      await auto(selfCheck({}));
      const [check] = await new CheckStore(join(folder, 'checks')).all();

      assert.deepEqual(runs, []);
      assert.deepEqual(
        { ...check, time: undefined },
        {
          ...{ model: 'fake', task: 'detector', dtype: 'fp32', device: 'cuda', runtime: '1.0', driver: 'driver 1' },
          ...{ threads: 0, state: 'passed', agreement: { objects: 2, scoreDifference: 0, boxIou: 1 } },
          ...{ ms: 20, processorMs: 100, time: undefined },
        },
      );
    });

    it('with its refusal', async () => {
      await assert.rejects(named(selfCheck({ cuda: { score: 0.4 } })));
      await assert.rejects(named(selfCheck({})), /differ by 0\.500/);
    });

    const changes: { name: string; change: () => unknown; options?: { threads?: number; recheck?: boolean } }[] = [
      { name: 'another driver', change: () => Object.assign(machine, { driver: 'driver 2' }) },
      { name: 'another file', change: () => writeFileSync(join(folder, 'model.onnx'), 'another') },
      { name: 'other weights', change: () => writeFileSync(join(folder, 'model.onnx_data'), 'weights') },
      { name: 'other threads', change: () => {}, options: { threads: 2 } },
      { name: 'a request to repeat it', change: () => {}, options: { recheck: true } },
    ];
    for (const { name, change, options } of changes) {
      it(`until there is ${name}`, async () => {
        await named(selfCheck({}));
        runs = [];
        change();
        const check = selfCheck({}, options);
        await named(check);
        await named(check);

        assert.deepEqual(runs, ['cpu', 'cpu', 'cuda', 'cuda']);
      });
    }

    it('for the process if the folder cannot be written', async () => {
      writeFileSync(join(folder, 'checks'), 'no folder');
      const check = selfCheck({});
      await named(check);
      await named(check);

      assert.deepEqual(runs, ['cpu', 'cpu', 'cuda', 'cuda']);
    });
  });

  it('runs once if two processes check at the same time', async () => {
    await Promise.all([named(selfCheck({})), named(selfCheck({}))]);

    assert.deepEqual(runs, ['cpu', 'cpu', 'cuda', 'cuda']);
  });

  it('does not run a hopelessly slow device twice', async () => {
    await named(selfCheck({ cuda: { ms: 301 } }));

    assert.deepEqual(runs, ['cpu', 'cpu', 'cuda']);
  });

  it('refuses a device after two checks in which the process ended, until it is repeated', async () => {
    for (const _ of [1, 2]) await assert.rejects(named(selfCheck({ cuda: { running: crash } })));
    runs = [];

    await assert.rejects(named(selfCheck({})), {
      code: 'DEVICE_UNAVAILABLE',
      message: /^cuda may crash: the process ended in 2 checks of fake \(fp32\)/,
    });
    assert.equal((await auto(selfCheck({}))).device, 'cpu');
    assert.deepEqual(runs, []);
    assert.equal((await named(selfCheck({}, { recheck: true }))).device, 'cuda');
    assert.equal((await named(selfCheck({}))).device, 'cuda');
  });
});
