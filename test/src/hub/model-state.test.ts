import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { modelState } from '../../../src/hub/model-state';
import type { RequestedDtype } from '../../../src/model-files/dtype';
import { resolveModel } from '../../../src/model-files/model-reference';
import type { ModelTask } from '../../../src/model-files/model-request';
import { detector, detectorContent, type HubBench, openHubBench } from '../../support/hub';

describe('the state of a model', () => {
  let bench: HubBench;
  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
  });
  afterEach(() => bench.close());
  const state = async (model: string, dtype: RequestedDtype = 'auto', task: ModelTask = 'detector') =>
    modelState(resolveModel(task, { model, dtype, baseFolder: bench.cacheFolder }), { modelFolder: bench.cacheFolder });

  it('of a built-in model or a folder is its location', async () => {
    mkdirSync(join(bench.cacheFolder, 'mine'));

    assert.deepEqual(await state('demo'), { location: 'built-in' });
    assert.deepEqual(await state('./mine'), { location: 'folder' });
    await assert.rejects(state('./none'), { code: 'MODEL_NOT_FOUND' });
  });

  it('of a published model has the size of the files that a download would fetch', async () => {
    const auto = await state('sam2.1-tiny', 'auto', 'segmenter');
    const fp16 = await state('sam2.1-tiny', 'fp16', 'segmenter');

    assert.deepEqual(
      { ...auto, bytes: {} },
      { location: 'hub', isCached: false, missingBytes: 155_610_424, bytes: {} },
    );
    // The encoder in fp16 goes with the decoder in fp32.
    assert.deepEqual({ ...fp16, bytes: {} }, { location: 'hub', isCached: false, missingBytes: 88_491_751, bytes: {} });
    assert.ok(fp16.location === 'hub' && fp16.bytes.auto === 155_610_424 && !('q4' in fp16.bytes));
  });

  it('of a model that is one file has a size only in the precision of that file', async () => {
    for (const dtype of ['auto', 'fp32', 'q4'] as const) {
      const expected = { missingBytes: 694_800_000, bytes: { auto: 694_800_000, fp32: 694_800_000 } };
      const fixed = await state('grounding-dino-tiny-fixedmask', dtype);

      assert.deepEqual(fixed, { location: 'hub', isCached: false, ...expected });
    }
    await bench.open().fetch(detector('org/dino:onnx/model_fp16.onnx'));
    const named = await state('org/dino:onnx/model_fp16.onnx', 'q4');
    assert.ok(named.location === 'hub' && named.isCached);
    assert.deepEqual(Object.keys(named.bytes), ['auto', 'fp16']);
  });

  it('of an unknown model has no size', async () => {
    assert.deepEqual(await state('org/dino'), { location: 'hub', isCached: false, bytes: {} });
  });

  it('of a model that is cached in one dtype differs by dtype', async () => {
    await bench.open().fetch(detector('org/dino', 'fp16'));

    const fp16 = await state('org/dino', 'fp16');
    const auto = await state('org/dino');

    assert.ok(fp16.location === 'hub' && fp16.isCached && fp16.missingBytes === 0);
    assert.ok(auto.location === 'hub' && !auto.isCached && auto.missingBytes === 200_000);
    await assert.rejects(state('org/dino', 'q8'), /Available precisions: fp32, fp16/);
    await bench.open().fetch(detector('org/dino'));
    assert.ok(Reflect.get(await state('org/dino'), 'isCached'));
  });

  it('offline counts files that another tool downloaded as cached', async () => {
    await bench.open().fetch(detector('org/dino'));
    rmSync(join(bench.cacheFolder, 'models--org--dino/.grounded-sam'), { recursive: true });
    const offline = { modelFolder: bench.cacheFolder, offline: true };

    assert.ok(!Reflect.get(await state('org/dino'), 'isCached'));
    assert.ok(Reflect.get(await modelState(detector('org/dino'), offline), 'isCached'));
    assert.ok(!Reflect.get(await modelState(detector('org/other'), offline), 'isCached'));
  });
});
