import assert from 'node:assert/strict';
import type { CallContext } from '../../../../src/calls/api';
import { LocalBackend } from '../../../../src/engine/child/local/local-backend';
import { ModelCache } from '../../../../src/engine/child/model-cache';
import { ModelCalls } from '../../../../src/engine/child/model-calls';
import { Queue } from '../../../../src/engine/child/queue';
import { type FetchOptions, type Hub, openHub } from '../../../../src/hub/hub';
import type { ResolvedModel } from '../../../../src/model-files/model-reference';

const request = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;

/** A hub that notes what it is asked for. */
function notingHub(): Hub & { readonly asked: { model: ResolvedModel; options: FetchOptions | undefined }[] } {
  const hub = openHub({ offline: true });
  const asked: { model: ResolvedModel; options: FetchOptions | undefined }[] = [];
  return {
    asked,
    cancel: hub.cancel,
    refresh: hub.refresh,
    fetch: (model, options) => {
      asked.push({ model, options });
      return hub.fetch(model, options);
    },
  };
}

const context = (signal = new AbortController().signal): CallContext => ({
  signal,
  onTurn: () => {},
  onWait: () => {},
  onProgress: () => {},
});

describe('a call that needs a model', () => {
  let backend: LocalBackend;
  let hub: ReturnType<typeof notingHub>;
  let models: ModelCache;
  let calls: ModelCalls;
  beforeEach(() => {
    backend = new LocalBackend({ device: 'cpu', threads: 1 }, () => {});
    hub = notingHub();
    models = new ModelCache(0);
    calls = new ModelCalls(backend, hub, models, new Queue(backend.concurrency));
  });
  afterEach(async () => {
    await models.retain(new Set());
    await backend.close();
  });
  const load = (signal?: AbortSignal) => calls.run('segmenter', request, context(signal), async ({ loaded }) => loaded);

  it('asks the hub once, for the precisions that the backend prefers', async () => {
    const { dtype } = await load();

    assert.equal(dtype, 'fp32');
    assert.equal(hub.asked.length, 1);
    assert.deepEqual(hub.asked[0]!.options?.dtypes, await backend.preferredDtypes('auto'));
  });

  it('does not ask the hub for an open model', async () => {
    await load();
    await load();

    assert.equal(hub.asked.length, 1);
    assert.equal(models.loaded.length, 1);
  });

  it('asks again for a model that was closed', async () => {
    await load();
    await models.retain(new Set());
    await load();

    assert.equal(hub.asked.length, 2);
  });

  it('keeps opening a model for other calls when the call that began it is cancelled', async () => {
    const giveUp = new AbortController();
    const first = load(giveUp.signal);
    const second = load();
    giveUp.abort(new Error('no longer needed'));

    await first.catch(() => undefined);
    assert.equal((await second).device, 'cpu');
  });

  it('keeps a held model, and closes the others', async () => {
    await load();
    const [held] = [...hub.asked].map(({ model }) => model.key);

    await models.retain(new Set([held!]));
    assert.equal(models.loaded.length, 1);
    await models.retain(new Set(['another']));
    assert.equal(models.loaded.length, 0);
  });
});
