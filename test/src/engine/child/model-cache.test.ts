import assert from 'node:assert/strict';
import { CallTimes } from '../../../../src/engine/child/call-times';
import { ModelCache } from '../../../../src/engine/child/model-cache';
import type { Segmenter } from '../../../../src/engine/child/models';
import type { ResolvedModel } from '../../../../src/model-files/model-reference';

const resolved = (key: string): ResolvedModel<'segmenter'> => ({
  ...{ task: 'segmenter', name: key, dtype: 'fp32', key },
  reference: { kind: 'folder', folder: key },
});

describe('the opened models', () => {
  let closed: string[];
  let opened: string[];
  beforeEach(() => {
    closed = [];
    opened = [];
  });

  const opening = (key: string, bytes: number) => async (): Promise<Segmenter> => {
    opened.push(key);
    const close = async (): Promise<void> => void closed.push(key);
    const graph = { inputs: [], outputs: [], sessionFor: () => assert.fail(), close };
    const loaded = { model: key, task: 'segmenter', dtype: 'fp32', device: 'cpu' } as const;
    return { id: 1, loaded, graphs: [graph], bytes, sam: undefined as never };
  };
  const use = (cache: ModelCache, key: string, bytes = 1, work = async (): Promise<void> => {}) =>
    cache.use(resolved(key), opening(key, bytes), new CallTimes(), work);
  const names = (cache: ModelCache): string[] => cache.loaded.map(({ model }) => model);

  it('are at most 8: of 50 models in turn, the last 8 are open', async () => {
    const cache = new ModelCache(0);
    for (let index = 0; index < 50; index++) await use(cache, String(index));

    assert.deepEqual(names(cache), ['42', '43', '44', '45', '46', '47', '48', '49']);
    assert.equal(closed.length, 42);
  });

  it('are closed in the order of their last use', async () => {
    const cache = new ModelCache(0, { models: 2, bytes: 100 });
    for (const key of ['a', 'b', 'a', 'c']) await use(cache, key);

    assert.deepEqual(closed, ['b']);
    await use(cache, 'a');
    assert.deepEqual(opened, ['a', 'b', 'c']);
  });

  it('have files that fit into the memory limit together', async () => {
    const cache = new ModelCache(0, { models: 9, bytes: 100 });
    for (const [key, bytes] of [
      ['a', 40],
      ['b', 40],
      ['c', 30],
    ] as const) {
      await use(cache, key, bytes);
    }

    assert.deepEqual(names(cache), ['b', 'c']);
  });

  it('may be one model that exceeds the limit', async () => {
    const cache = new ModelCache(0, { models: 9, bytes: 100 });
    await use(cache, 'small');
    await use(cache, 'large', 1000);
    await use(cache, 'large', 1000);

    assert.deepEqual(names(cache), ['large']);
    assert.deepEqual(opened, ['small', 'large']);
  });

  it('stay open while they are in use, and are closed afterwards', async () => {
    const cache = new ModelCache(0, { models: 1, bytes: 100 });
    let finish = (): void => {};
    const slow = use(cache, 'slow', 1, () => new Promise((resolve) => (finish = resolve)));
    await use(cache, 'other');
    assert.deepEqual(closed, []);

    finish();
    await slow;
    assert.deepEqual(closed, ['slow']);
    assert.deepEqual(names(cache), ['other']);
  });

  it('are not fewer after a model that could not be opened', async () => {
    const cache = new ModelCache(0, { models: 2, bytes: 100 });
    await use(cache, 'a');
    await use(cache, 'b');
    const broken = cache.use(
      resolved('broken'),
      () => Promise.reject(new Error('no')),
      new CallTimes(),
      async () => {},
    );
    await assert.rejects(broken, /no/);

    assert.deepEqual(names(cache), ['a', 'b']);
  });

  it('are opened again on request, after the work that still uses them', async () => {
    const cache = new ModelCache(0);
    const model = { model: 'a', task: 'segmenter', dtype: 'fp32' } as const;
    let finish = (): void => {};
    const slow = use(cache, 'a', 1, () => new Promise((resolve) => (finish = resolve)));
    await use(cache, 'a');

    assert.equal(await cache.reopen({ ...model, dtype: 'fp16' }), false);
    assert.equal(await cache.reopen(model), true);
    assert.deepEqual([names(cache), closed], [[], []]);
    await use(cache, 'a');
    finish();
    await slow;
    assert.deepEqual([opened, closed, names(cache)], [['a', 'a'], ['a'], ['a']]);
    assert.equal(await cache.reopen(model), true);
    assert.deepEqual(closed, ['a', 'a']);
  });
});
