import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { onMessage, type Work, type WorkResult } from '../../../nodes/shared/on-message';
import { VisionError } from '../../../src';

type Handler = (...args: unknown[]) => void;

/** A node outside of Node-RED, whose `work` the test ends by hand. */
function testNode(config: object = {}, work?: Work) {
  const handlers = new Map<string, Handler>();
  const statuses: string[] = [];
  const errors: unknown[] = [];
  let throwsEverywhere = false;
  const unlessThrowing =
    <Value>(take: (value: Value) => unknown) =>
    (value: Value): void => {
      if (throwsEverywhere) throw Object.create(null);
      take(value);
    };
  const node = {
    type: 'test',
    on: (event: string, handler: Handler) => handlers.set(event, handler),
    status: unlessThrowing(({ text }: { text: string }) =>
      statuses.push(text.replace('@grounded-sam/node-red/editor:status.', '')),
    ),
    error: unlessThrowing((error: unknown) => errors.push(error)),
    warn: unlessThrowing(() => undefined),
  };
  const RED = { _: (key: string) => key };
  /** By name of the message, in order. */
  const log = { started: [] as string[], sent: [] as string[], done: [] as string[] };
  const running: { resolve(): void; reject(reason: unknown): void }[] = [];
  const byHand: Work = ({ topic }) =>
    new Promise((resolve, reject) => {
      log.started.push(topic!);
      running.push({ resolve: () => resolve({ key: 'ran' }), reject });
    });
  onMessage(RED as unknown as NodeAPI, node as unknown as Node, config, undefined, work ?? byHand);

  return {
    log,
    statuses,
    errors,
    /** From now on, every function of the node throws. */
    throwEverywhere: () => {
      throwsEverywhere = true;
    },
    receive(topic: string, { send, done }: { send?: Handler; done?: Handler } = {}) {
      handlers.get('input')!(
        { topic },
        (msg: { topic: string }) => {
          send?.(msg);
          log.sent.push(msg.topic);
        },
        (error?: unknown) => {
          log.done.push(error === undefined ? topic : `${topic}: ${error instanceof Error ? error.message : error}`);
          done?.(error);
        },
      );
    },
    async finish(reason?: unknown) {
      const { resolve, reject } = running.shift()!;
      if (reason === undefined) resolve();
      else reject(reason);
      await settled();
    },
    close: () => new Promise<void>((resolve) => handlers.get('close')!(resolve)),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const fail = (message: string) => (): never => {
  throw new Error(message);
};

describe('on message', () => {
  it('sends further messages on the second output, or nothing', async () => {
    const results: WorkResult[] = [
      { key: 'ran', also: [{ payload: 1 }] },
      { key: 'ran', also: [] },
      { key: 'ran', isEnded: true },
    ];
    const node = testNode({ busy: 'queue' }, () => Promise.resolve(results.shift()!));
    const sent: unknown[] = [];
    for (const topic of ['with events', 'without', 'ended']) node.receive(topic, { send: (msg) => sent.push(msg) });
    await settled();
    await node.close();

    assert.deepEqual(sent, [[{ topic: 'with events' }, [{ payload: 1 }]], { topic: 'without' }]);
    assert.deepEqual(node.log.done, ['with events', 'without', 'ended']);
  });

  it('runs one message at a time, sends each on, and ends each', async () => {
    const node = testNode({ busy: 'queue' });

    node.receive('a');
    node.receive('b');
    await settled();
    assert.deepEqual(node.log, { started: ['a'], sent: [], done: [] });
    await node.finish();
    assert.deepEqual(node.log, { started: ['a', 'b'], sent: ['a'], done: ['a'] });
    await node.finish();
    assert.deepEqual(node.log, { started: ['a', 'b'], sent: ['a', 'b'], done: ['a', 'b'] });
    await node.close();
  });

  it('ends dropped messages at once, without an error', async () => {
    const node = testNode();

    for (const topic of ['a', 'b', 'c']) node.receive(topic);
    assert.deepEqual(node.log.done, ['b']);
    await node.finish();
    await node.finish();

    assert.deepEqual(node.log, { started: ['a', 'c'], sent: ['a', 'c'], done: ['b', 'a', 'c'] });
    await node.close();
  });

  const failures: { case: string; reason: unknown; done: string }[] = [
    { case: 'an error', reason: new VisionError('BAD_IMAGE', 'no image'), done: 'a: no image' },
    { case: 'another error', reason: new Error('oh'), done: 'a: Unexpected error (please report it): oh' },
    { case: 'a text', reason: 'oh', done: 'a: Unexpected error (please report it): oh' },
    { case: 'null', reason: null, done: 'a: Unexpected error (please report it): null' },
  ];
  for (const { case: name, reason, done } of failures) {
    it(`reports work that rejects with ${name} once, sends nothing, and runs the next message`, async () => {
      const node = testNode({ busy: 'queue' });

      node.receive('a');
      node.receive('b');
      await node.finish(reason);
      await node.finish();

      assert.deepEqual(node.log, { started: ['a', 'b'], sent: ['b'], done: [done, 'b'] });
      await node.close();
    });
  }

  it('reports work that throws before it returns a promise', async () => {
    const node = testNode({}, fail('at once'));

    node.receive('a');
    node.receive('b');
    await settled();

    assert.deepEqual(
      node.log.done,
      ['a', 'b'].map((name) => `${name}: Unexpected error (please report it): at once`),
    );
    await node.close();
  });

  it('reports a message that cannot be sent once, and runs the next one', async () => {
    const node = testNode({ busy: 'queue' });

    node.receive('a', { send: fail('no wire') });
    node.receive('b');
    await node.finish();
    await node.finish();

    assert.deepEqual(node.log, {
      started: ['a', 'b'],
      sent: ['b'],
      done: ['a: The message cannot be sent on: no wire', 'b'],
    });
    await node.close();
  });

  for (const reason of [undefined, new VisionError('BAD_IMAGE', 'no image')]) {
    it(`reports what a hook of Node-RED throws ${reason ? 'on an error' : 'on success'}, and runs the next message`, async () => {
      const node = testNode({ busy: 'queue' });

      node.receive('a', { done: fail('hook') });
      node.receive('b');
      await node.finish(reason);
      await node.finish();

      assert.deepEqual(node.log.done, [reason ? 'a: no image' : 'a', 'b']);
      const problem = 'The message cannot be passed to Catch or Complete nodes: hook';
      assert.deepEqual(node.errors.map(String), [reason ? `no image. ${problem}` : problem]);
      assert.equal((node.errors[0] as VisionError).code, reason?.code ?? 'INVALID_INPUT');
      await node.close();
    });
  }

  it('runs the next message although done, the log and the status throw', async () => {
    const node = testNode({ busy: 'queue' });
    node.throwEverywhere();

    node.receive('a', { done: fail('done') });
    node.receive('b', { done: fail('done') });
    await node.finish(new Error('oh'));
    await node.finish();

    assert.deepEqual(node.log.started, ['a', 'b']);
    assert.equal(node.log.done.length, 2);
    await node.close();
  });

  it('gives each error a code', async () => {
    const codes: unknown[] = [];
    const done = (error?: unknown): void => void codes.push((error as VisionError | undefined)?.code);
    const node = testNode({ busy: 'queue' });

    for (const topic of ['a', 'b', 'c', 'd']) node.receive(topic, { done, ...(topic === 'd' && { send: fail('no') }) });
    await node.finish(new VisionError('BAD_BOXES', 'no boxes'));
    await node.finish(new TypeError('a defect'));
    await node.finish(Object.create(null));
    await node.finish();

    assert.deepEqual(codes, ['BAD_BOXES', 'INTERNAL_ERROR', 'INTERNAL_ERROR', 'INVALID_INPUT']);
    await node.close();
  });

  it('reports a bad "When busy" for each message', async () => {
    const node = testNode({ busy: 'sometimes' });

    node.receive('a');
    node.receive('b');

    const problem = 'busy must be one of newest, queue, drop, got "sometimes"';
    assert.deepEqual(node.log, { started: [], sent: [], done: [`a: ${problem}`, `b: ${problem}`] });
    assert.deepEqual(node.statuses, ['error.INVALID_INPUT']);
    await node.close();
  });

  it('ends every message when it is closed, without an error, and shows no status afterwards', async () => {
    const node = testNode({ busy: 'queue' });

    for (const topic of ['a', 'b', 'c']) node.receive(topic);
    const shown = [...node.statuses];
    await node.close();
    node.receive('d');
    await node.finish(new Error('aborted'));

    assert.deepEqual(node.log, { started: ['a'], sent: [], done: ['b', 'c', 'd', 'a'] });
    assert.deepEqual(node.statuses, shown);
  });

  it('sends nothing when its work succeeds after it was closed', async () => {
    const node = testNode();

    node.receive('a');
    await node.close();
    await node.finish();

    assert.deepEqual(node.log, { started: ['a'], sent: [], done: ['a'] });
  });

  it('reports the number of dropped messages to the work', async () => {
    const seen: number[] = [];
    const released: (() => void)[] = [];
    const work: Work = (_msg, { dropped }) =>
      new Promise((resolve) => {
        seen.push(dropped);
        released.push(() => resolve({ key: 'ran' }));
      });
    const node = testNode({ busy: 'newest' }, work);

    for (const topic of ['a', 'b', 'c', 'd']) node.receive(topic);
    released[0]!();
    await settled();

    assert.deepEqual(seen, [0, 2]);
    await node.close();
  });
});
