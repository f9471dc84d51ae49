import assert from 'node:assert/strict';
import { openGraphs } from '../../../../../src/engine/child/local/open-graphs';
import type { Device } from '../../../../../src/engine/protocol';
import type { Dtype, RequestedDtype } from '../../../../../src/model-files/dtype';

const FUSION = 'Attempting to get index by a name which does not exist:InsertedPrecisionFreeCast_x';
const KERNEL = 'Could not find an implementation for ConvInteger(10)';
const CORRUPT = 'Protobuf parsing failed';

/** A runtime that fails as `failures` say, by what was tried: `fp16 all cpu`. */
function runtime(failures: Readonly<Record<string, string>>, missing: readonly Device[] = []) {
  const tried: string[] = [];
  const open = new Set<string>();
  return {
    tried,
    open,
    runtime: {
      missingFor: (device: Device) => (missing.includes(device) ? `no ${device} here` : undefined),
      async open(file: string, device: Device, optimization: string) {
        const name = `${file} ${optimization} ${device}`;
        tried.push(name);
        const failure = failures[name] ?? failures[`${file} ${device}`];
        if (failure) throw new Error(failure);
        open.add(name);
        return name;
      },
      close: async (name: string) => void open.delete(name),
    },
  };
}

const choices = (...dtypes: Dtype[]) => dtypes.map((dtype) => ({ dtype, graphs: [dtype] }));

describe('openGraphs', () => {
  const opens: {
    name: string;
    requested: RequestedDtype;
    devices: Device[];
    present: Dtype[];
    failures: Record<string, string>;
    expected: [Dtype, string, Device];
  }[] = [
    {
      name: 'takes the first way that works',
      requested: 'auto',
      devices: ['cpu'],
      present: ['fp32', 'fp16'],
      failures: {},
      expected: ['fp32', 'all', 'cpu'],
    },
    {
      name: 'lowers the optimisation where a fusion fails',
      requested: 'fp16',
      devices: ['cpu'],
      present: ['fp16'],
      failures: { 'fp16 all cpu': FUSION },
      expected: ['fp16', 'basic', 'cpu'],
    },
    {
      name: 'and lowers it again',
      requested: 'fp16',
      devices: ['cpu'],
      present: ['fp16'],
      failures: { 'fp16 all cpu': FUSION, 'fp16 basic cpu': FUSION },
      expected: ['fp16', 'disabled', 'cpu'],
    },
    {
      name: 'takes another dtype where no lower optimisation helps',
      requested: 'auto',
      devices: ['cpu'],
      present: ['fp16', 'q4'],
      failures: { 'fp16 cpu': FUSION },
      expected: ['q4', 'all', 'cpu'],
    },
    {
      name: 'takes another device where one cannot be had',
      requested: 'auto',
      devices: ['cuda', 'cpu'],
      present: ['fp32'],
      failures: { 'fp32 cuda': 'no driver' },
      expected: ['fp32', 'all', 'cpu'],
    },
    {
      name: 'takes the processor for a model that is 8-bit only',
      requested: 'auto',
      devices: ['cuda', 'cpu'],
      present: ['int8'],
      failures: {},
      expected: ['int8', 'all', 'cpu'],
    },
  ];
  for (const { name, requested, devices, present, failures, expected } of opens) {
    it(name, async () => {
      const { dtype, graphOptimization, device } = await openGraphs(
        choices(...present),
        requested,
        devices,
        runtime(failures).runtime,
      );

      assert.deepEqual([dtype, graphOptimization, device], expected);
    });
  }

  it('does not lower the optimisation for an operator without a kernel', async () => {
    const { runtime: fake, tried } = runtime({ 'q8 cpu': KERNEL });
    await openGraphs(choices('q8', 'uint8'), 'auto', ['cpu'], fake);

    assert.deepEqual(tried, ['q8 all cpu', 'uint8 all cpu']);
  });

  it('tries nothing else for a broken file, so that the user sees the error', async () => {
    const { runtime: fake, tried } = runtime({ 'fp32 cpu': CORRUPT });

    await assert.rejects(openGraphs(choices('fp32', 'fp16'), 'auto', ['cpu'], fake), {
      code: 'MODEL_UNSUPPORTED',
      message: 'The model cannot be opened: fp32: Protobuf parsing failed',
    });
    assert.deepEqual(tried, ['fp32 all cpu']);
  });

  it('tries no other device for a broken file', async () => {
    const { runtime: fake, tried } = runtime({ 'fp32 cuda': CORRUPT });

    await assert.rejects(openGraphs(choices('fp32'), 'auto', ['cuda', 'cpu'], fake), { code: 'MODEL_UNSUPPORTED' });
    assert.deepEqual(tried, ['fp32 all cuda']);
  });

  it('tries no other precision than the one requested by name', async () => {
    const { runtime: fake, tried } = runtime({ 'fp16 cpu': FUSION });

    await assert.rejects(openGraphs(choices('fp16'), 'fp16', ['cpu'], fake), { code: 'MODEL_UNSUPPORTED' });
    assert.deepEqual(tried, ['fp16 all cpu', 'fp16 basic cpu', 'fp16 disabled cpu']);
  });

  it('closes the open graphs if the next one fails, and opens all graphs in the same way', async () => {
    const { runtime: fake, open } = runtime({ 'decoder all cpu': FUSION });
    const { sessions } = await openGraphs([{ dtype: 'fp16', graphs: ['encoder', 'decoder'] }], 'auto', ['cpu'], fake);

    assert.deepEqual(sessions, ['encoder basic cpu', 'decoder basic cpu']);
    assert.deepEqual([...open], sessions);
  });

  it('reports why the one device that was requested does not work, and nothing about others', async () => {
    const { runtime: fake } = runtime({}, ['tensorrt']);

    await assert.rejects(openGraphs(choices('fp32'), 'auto', ['tensorrt'], fake), {
      message: 'no tensorrt here. Choose "auto" or "cpu", or see "GPU" in the README',
    });
  });

  it('reports why no device works', async () => {
    const { runtime: fake } = runtime({ 'int8 dml': '/onnxruntime_src/a/b.cc:12 no driver\nstack' }, ['tensorrt']);

    await assert.rejects(openGraphs(choices('int8'), 'auto', ['tensorrt', 'cuda', 'dml'], fake), {
      code: 'DEVICE_UNAVAILABLE',
      message:
        'No device works: no tensorrt here. cuda cannot run int8, the only precision of this model. dml: no driver. Choose "auto" or "cpu", or see "GPU" in the README',
    });
  });
});
