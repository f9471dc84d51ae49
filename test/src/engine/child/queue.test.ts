import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { BackendCall } from '../../../../src/engine/child/backend';
import { Queue } from '../../../../src/engine/child/queue';

interface Job {
  readonly result: Promise<string>;
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

/** Calls that end when they are told to; `log` holds what happened in order. */
function openQueue(limit: number) {
  const queue = new Queue(limit);
  const log: string[] = [];
  const add = (name: string, signal = new AbortController().signal): Job => {
    let end: { resolve: () => void; reject: (error: Error) => void };
    const ended = new Promise<void>((resolve, reject) => {
      end = { resolve, reject };
    });
    const context: Pick<BackendCall, 'signal' | 'onTurn'> = { signal, onTurn: () => log.push(`${name} started`) };
    const result = queue.run(context, async () => {
      log.push(`${name} works`);
      await ended;
      return name;
    });
    result.catch(() => undefined);
    return { result, finish: () => end.resolve(), fail: (error) => end.reject(error) };
  };
  return { queue, log, add };
}

describe('Queue', () => {
  it('lets `limit` calls work at a time, in the order of arrival', async () => {
    const { queue, log, add } = openQueue(2);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => add(name)) as [Job, Job, Job, Job];
    await turn();
    assert.deepEqual(log, ['a started', 'a works', 'b started', 'b works']);
    assert.equal(queue.length, 4);

    b.finish();
    await b.result;
    await turn();
    assert.deepEqual(log.slice(4), ['c started', 'c works']);

    a.finish();
    await a.result;
    await turn();
    assert.deepEqual(log.slice(6), ['d started', 'd works']);

    c.finish();
    d.finish();
    assert.deepEqual(await Promise.all([c.result, d.result]), ['c', 'd']);
    assert.equal(queue.length, 0);
  });

  it('works on after a failed call', async () => {
    const { queue, add } = openQueue(1);
    const [a, b] = [add('a'), add('b')];
    a.fail(new Error('broken'));
    b.finish();

    await assert.rejects(a.result, { message: 'broken' });
    assert.equal(await b.result, 'b');
    assert.equal(queue.length, 0);
  });

  it('drops a call that was cancelled while it waited, without calling its work', async () => {
    const { queue, log, add } = openQueue(1);
    const controller = new AbortController();
    const a = add('a');
    const b = add('b', controller.signal);
    const c = add('c');
    controller.abort(new Error('gone'));
    a.finish();
    c.finish();

    await assert.rejects(b.result, { message: 'gone' });
    assert.equal(await c.result, 'c');
    assert.deepEqual(log, ['a started', 'a works', 'c started', 'c works']);
    assert.equal(queue.length, 0);
  });

  it('lets a working call finish although it was cancelled', async () => {
    const { add } = openQueue(1);
    const controller = new AbortController();
    const a = add('a', controller.signal);
    await turn();
    controller.abort(new Error('gone'));
    a.finish();

    assert.equal(await a.result, 'a');
  });

  it('passes the waiting time to the work', async () => {
    const queue = new Queue(1);
    const context = { signal: new AbortController().signal, onTurn: () => {} };
    const waited = await Promise.all([1, 2].map(() => queue.run(context, async (waitedMs) => waitedMs)));

    assert.equal(waited.length, 2);
    assert.ok(waited.every((ms) => ms >= 0));
  });
});
