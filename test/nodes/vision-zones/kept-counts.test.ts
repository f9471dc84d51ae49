import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Node } from 'node-red';
import { openKeptCounts } from '../../../nodes/vision-zones/kept-counts';

const total = (count: number) => ({ gate: { in: count, out: 0, labels: { person: { in: count, out: 0 } } } });

type Callback = (error: Error | null, value?: unknown) => void;

/** A node whose context has one value. */
function nodeWith(value: unknown, error: Error | null = null) {
  const context = { value, writes: 0, stores: new Set<string>() };
  const warnings: string[] = [];
  const node = {
    warn: (text: string) => warnings.push(text),
    context: () => ({
      get: (_key: string, store: string, done: Callback) => {
        context.stores.add(store);
        done(error, context.value);
      },
      set: (_key: string, next: unknown, store: string, done: Callback) => {
        context.stores.add(store);
        context.writes++;
        context.value = next;
        done(error);
      },
    }),
  };
  return { node: node as unknown as Node, context, warnings };
}

describe('the totals of lines in the context', () => {
  it('are read, and written at most once in an interval and at the end', async () => {
    const { node, context } = nodeWith({ yard: total(3) });
    const kept = openKeptCounts(node, 'file', 20);
    await kept.load();
    assert.deepEqual(kept.of('yard'), total(3));
    assert.deepEqual(kept.of('door'), {});

    for (let count = 4; count <= 9; count++) kept.note('yard', total(count));
    assert.equal(context.writes, 0);
    await delay(40);
    assert.deepEqual([context.writes, context.value], [1, { yard: total(9) }]);

    kept.note('door', total(1));
    await kept.close();
    assert.deepEqual([context.writes, context.value], [2, { yard: total(9), door: total(1) }]);
    assert.deepEqual([...context.stores], ['file']);
  });

  it('are not written if they did not change', async () => {
    const { node, context } = nodeWith({ yard: total(3) });
    const kept = openKeptCounts(node, 'file', 1);
    await kept.load();

    kept.note('yard', total(3));
    await kept.close();

    assert.equal(context.writes, 0);
  });

  it('are 0 after a reset of their camera, or of all', async () => {
    const { node, context } = nodeWith({ yard: total(3), door: total(4) });
    const kept = openKeptCounts(node, 'file');
    await kept.load();

    kept.reset('yard');
    await kept.close();
    assert.deepEqual(context.value, { door: total(4) });
    kept.reset();
    await kept.close();
    assert.deepEqual(context.value, {});
  });

  it('are 0 after a reset before the first image, and those of other cameras stay', async () => {
    const { node, context } = nodeWith({ yard: total(3), door: total(4) });
    const kept = openKeptCounts(node, 'file');
    kept.reset('yard');
    await kept.load();
    assert.deepEqual([kept.of('yard'), kept.of('door')], [{}, total(4)]);

    await kept.close();
    assert.deepEqual(context.value, { door: total(4) });
  });

  it('are kept of 1000 cameras, those that changed last', async () => {
    const { node, context } = nodeWith(undefined);
    const kept = openKeptCounts(node, 'file');
    await kept.load();
    for (let camera = 0; camera <= 1000; camera++) kept.note(`${camera}`, total(1));
    kept.note('1', total(2));
    kept.note('new', total(1));
    await kept.close();

    const cameras = Object.keys(context.value as object);
    assert.deepEqual([cameras.length, cameras.includes('1'), cameras.includes('2')], [1000, true, false]);
  });

  it('are not kept without a store', async () => {
    const { node, context } = nodeWith({ yard: total(3) });
    const kept = openKeptCounts(node, '', 1);
    await kept.load();
    kept.note('door', total(1));
    await kept.close();

    assert.deepEqual([context.writes, context.stores.size, kept.of('yard'), kept.of('door')], [0, 0, {}, {}]);
  });

  for (const value of [undefined, null, 'text', [7], { yard: null }, { yard: 'many' }]) {
    it(`are empty if the context has ${JSON.stringify(value)}`, async () => {
      const kept = openKeptCounts(nodeWith(value).node, 'file');
      await kept.load();

      assert.equal(Object.keys(kept.of('yard')).filter((name) => name === 'gate').length, 0);
    });
  }

  it('of a store that fails are logged, and nothing else happens', async () => {
    const { node, warnings } = nodeWith(undefined, new Error('disk full'));
    const kept = openKeptCounts(node, 'file');
    await kept.load();
    kept.note('yard', total(1));
    await kept.close();

    assert.deepEqual(warnings, [
      'The totals of lines cannot be read: disk full',
      'The totals of lines cannot be written: disk full',
    ]);
  });
});
