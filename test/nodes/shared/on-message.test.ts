import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { type MessageOptions, onMessage, type Work, type WorkResult } from '../../../nodes/shared/on-message';
import { VisionError } from '../../../src';
import { requireOfNodeRed } from '../../support/node-red-folder';
import { until } from '../../support/until';

const { util } = requireOfNodeRed('@node-red/util') as { util: NodeAPI['util'] };

type Handler = (...args: unknown[]) => void;

/** A node outside of Node-RED, whose `work` the test ends by hand. */
function testNode(config: object = {}, work?: Work, options?: MessageOptions) {
  const handlers = new Map<string, Handler>();
  const statuses: string[] = [];
  const errors: unknown[] = [];
  const logged: string[] = [];
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
    log: unlessThrowing((line: string) => logged.push(line)),
  };
  const RED = { _: (key: string) => key, util };
  /** By name of the message, in order. */
  const log = { started: [] as string[], sent: [] as string[], done: [] as string[] };
  const running: { resolve(): void; reject(reason: unknown): void }[] = [];
  const byHand: Work = ({ topic }) =>
    new Promise((resolve, reject) => {
      log.started.push(topic!);
      running.push({ resolve: () => resolve({ key: 'ran' }), reject });
    });
  onMessage(RED as unknown as NodeAPI, node as unknown as Node, config, work ?? byHand, options);

  return {
    log,
    statuses,
    errors,
    logged,
    /** From now on, every function of the node throws. */
    throwEverywhere: () => {
      throwsEverywhere = true;
    },
    receive(
      topic: string,
      { send, done, ...rest }: { send?: Handler; done?: Handler; [property: string]: unknown } = {},
    ) {
      handlers.get('input')!(
        { topic, ...rest },
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
    /** Waits until this many messages have ended. */
    ended: (count: number) => until(() => log.done.length >= count),
    close: () => new Promise<void>((resolve) => handlers.get('close')!(resolve)),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const fail = (message: string) => (): never => {
  throw new Error(message);
};

describe('on message', () => {
  it('sends messages on the second output, or nothing', async () => {
    const results: WorkResult[] = [
      { key: 'ran', also: [{ payload: 1 }] },
      { key: 'ran', also: [] },
      { key: 'ran', isForSecondOutput: true },
      { key: 'ran', isEnded: true },
    ];
    const node = testNode({ busy: 'queue' }, () => Promise.resolve(results.shift()!));
    const sent: unknown[] = [];
    for (const topic of ['with events', 'without', 'second', 'ended'])
      node.receive(topic, { vision: { time: 7 }, send: (msg) => sent.push(msg) });
    await settled();
    await node.close();

    const vision = { time: 7 };
    assert.deepEqual(sent, [
      [{ topic: 'with events', vision }, [{ payload: 1 }]],
      { topic: 'without', vision },
      [null, { topic: 'second', vision }],
    ]);
    assert.deepEqual(node.log.done, ['with events', 'without', 'second', 'ended']);
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

  it('ends each message once although the log throws when one is dropped', async () => {
    const node = testNode();
    node.throwEverywhere();

    for (const topic of ['a', 'b', 'c']) node.receive(topic);
    await node.finish();
    await node.finish();

    assert.deepEqual(node.log, { started: ['a', 'c'], sent: ['a', 'c'], done: ['b', 'a', 'c'] });
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

  it('logs once that messages are dropped, and shows their number with each result', async () => {
    const node = testNode();

    for (const topic of ['a', 'b', 'c', 'd']) node.receive(topic);
    await node.finish();
    node.receive('e');
    await node.finish();
    await node.finish();
    await until(() => node.statuses.at(-1) === 'andDropped');
    await node.close();

    assert.deepEqual(node.logged, [
      'Messages are dropped: they arrive faster than this node works. The status and msg.vision count them. For files, set When busy to "queue messages"',
    ]);
  });

  it('reports the number of dropped messages to the work', async () => {
    const seen: number[] = [];
    const released: (() => void)[] = [];
    const work: Work = (_msg, { handling }) =>
      new Promise((resolve) => {
        seen.push(handling().dropped);
        released.push(() => resolve({ key: 'ran' }));
      });
    const node = testNode({ busy: 'newest' }, work);

    for (const topic of ['a', 'b', 'c', 'd']) node.receive(topic);
    released[0]!();
    await settled();

    assert.deepEqual(seen, [0, 2]);
    await node.close();
  });

  describe('with lanes', () => {
    const lanes = { lanes: true };

    it('gives each camera a lane of its own', async () => {
      const node = testNode(lanes);
      for (const name of ['a1', 'a2', 'b1', 'a3', 'b2']) node.receive(name[0]!, { name });
      await settled();
      for (let run = 0; run < 3; run++) await node.finish();

      assert.deepEqual(node.log.started, ['a', 'b', 'a']);
      assert.deepEqual(node.log.done, ['a', 'b', 'a', 'b', 'a']);
      await node.close();
    });

    it('reports the number of dropped messages of each lane', async () => {
      const seen: object[] = [];
      const released: (() => void)[] = [];
      const work: Work = ({ topic }, { handling, lane }) =>
        new Promise((resolve) => {
          const { dropped, laneDropped } = handling();
          seen.push({ topic, lane, dropped, laneDropped });
          released.push(() => resolve({ key: 'ran' }));
        });
      const node = testNode({ lanes: true }, work);

      for (const topic of ['a', 'a', 'a', 'a', 'b', 'b']) node.receive(topic);
      for (let run = 0; run < 3; run++) {
        await settled();
        released[run]!();
      }

      assert.deepEqual(seen, [
        { topic: 'a', lane: 'a', dropped: 0, laneDropped: 0 },
        { topic: 'b', lane: 'b', dropped: 3, laneDropped: 1 },
        { topic: 'a', lane: 'a', dropped: 3, laneDropped: 2 },
      ]);
      await node.close();
    });

    for (const { case: name, settings, msg, lane } of [
      { case: 'msg.topic by default', settings: {}, msg: { topic: 'yard' }, lane: 'yard' },
      { case: 'a number as its text', settings: {}, msg: { topic: 7 }, lane: '7' },
      { case: 'no topic as the empty text', settings: {}, msg: { topic: null }, lane: '' },
      { case: 'another property', settings: { lane: 'camera.id' }, msg: { camera: { id: 'door' } }, lane: 'door' },
      {
        case: 'a JSONata expression',
        settings: { lane: '$split(topic, "/")[1]', laneType: 'jsonata' },
        msg: { topic: 'frigate/gate/snapshot' },
        lane: 'gate',
      },
    ]) {
      it(`reads ${name}`, async () => {
        const seen: string[] = [];
        const work: Work = async (_msg, context) => {
          seen.push(context.lane);
          return { key: 'ran' };
        };
        const node = testNode({ ...lanes, ...settings }, work);

        node.receive('', msg);
        await node.ended(1);

        assert.deepEqual(seen, [lane]);
        await node.close();
      });
    }

    it('shows that a camera was forgotten because there are too many', async () => {
      const node = testNode(lanes, async () => ({ key: 'ran' }));

      for (let camera = 0; camera < 65; camera++) node.receive(`${camera}`);
      await until(() => node.statuses.at(-1) === 'andForgotten');

      assert.equal(node.log.sent.length, 65);
      await node.close();
    });

    it('refuses an object as msg.topic', async () => {
      const node = testNode(lanes);

      node.receive('', { topic: { camera: 1 } });
      await settled();

      assert.match(node.log.done[0]!, /msg\.topic must be the name of a camera, as text or a number, got/);
      await node.close();
    });

    it('keeps the order of messages although one lane takes longer to read', async () => {
      const node = testNode({ ...lanes, lane: 'topic', laneType: 'jsonata', busy: 'queue' }, async () => ({
        key: 'ran',
      }));
      const order = ['a', 'b', 'c', 'd'];

      for (const topic of order) node.receive(topic);
      await node.ended(4);

      assert.deepEqual(node.log.sent, order);
      await node.close();
    });

    it('ends every message when it is closed while their lanes are read', async () => {
      const node = testNode(lanes);

      for (const topic of ['a', 'b']) node.receive(topic);
      await node.close();
      await settled();

      assert.deepEqual(node.log, { started: [], sent: [], done: ['a', 'b'] });
      assert.deepEqual(node.logged, []);
    });

    it('drops a message that waited and whose image is too old when its turn comes', async () => {
      const node = testNode({ ...lanes, maxAgeSeconds: '60' });
      const old = { timestamp: Date.now() - 61_000 };

      node.receive('a', old);
      node.receive('b', old);
      node.receive('c', { timestamp: Date.now() - 50_000 });
      await settled();
      for (let run = 0; run < 2; run++) await node.finish();

      assert.deepEqual(node.log, { started: ['a', 'c'], sent: ['a', 'c'], done: ['a', 'b', 'c'] });
      await node.close();
    });

    describe('on msg.reset', () => {
      const withResets = (config: object = lanes) => {
        const resets: (string | undefined)[] = [];
        return { resets, node: testNode(config, undefined, { onReset: (camera) => void resets.push(camera) }) };
      };

      it('ends the messages that wait in its lane, then forgets the lane, and sends nothing', async () => {
        const { node, resets } = withResets({ ...lanes, busy: 'queue' });
        for (const topic of ['a', 'a', 'b', 'a']) node.receive(topic);
        node.receive('a', { reset: true });
        await settled();
        assert.deepEqual(node.log.done, ['a', 'a']);
        assert.deepEqual(resets, [], 'the running message keeps its state');
        await node.finish();
        assert.deepEqual(resets, ['a']);
        await node.finish();

        assert.deepEqual(node.log, { started: ['a', 'b'], sent: ['a', 'b'], done: ['a', 'a', 'a', 'a', 'b'] });
        await node.close();
      });

      it('forgets all lanes if the message has no topic', async () => {
        const { node, resets } = withResets();
        for (const topic of ['a', 'b', 'c']) node.receive(topic);
        node.receive('', { reset: 1 });
        await settled();
        await node.finish();

        assert.deepEqual(resets, [undefined]);
        assert.deepEqual(node.log, { started: ['a'], sent: ['a'], done: ['b', 'c', 'a', ''] });
        await node.close();
      });

      it('resets at once if nothing runs', async () => {
        const { node, resets } = withResets();
        node.receive('a', { reset: 'yes' });
        await settled();

        assert.deepEqual(resets, ['a']);
        assert.deepEqual(node.log.done, ['a']);
        await node.close();
      });

      it('reports a reset that fails, and runs the next message', async () => {
        const node = testNode({ ...lanes, busy: 'queue' }, undefined, { onReset: fail('no state') });
        for (const topic of ['a', 'b']) node.receive(topic);
        node.receive('a', { reset: true });
        await settled();
        await node.finish();
        await node.finish();

        assert.deepEqual(node.log.sent, ['a', 'b']);
        assert.deepEqual(node.log.done, ['a', 'a: Unexpected error (please report it): no state', 'b']);
        await node.close();
      });

      it('ends a reset that waits when the node is closed', async () => {
        const { node } = withResets();
        node.receive('a');
        node.receive('a', { reset: true });
        await settled();
        await node.close();
        await node.finish();

        assert.deepEqual(node.log.done, ['a', 'a']);
      });

      for (const reset of [false, 0, '', null, undefined]) {
        it(`works on a message with reset = ${JSON.stringify(reset)}`, async () => {
          const { node, resets } = withResets();
          node.receive('a', { reset });
          await settled();
          await node.finish();

          assert.deepEqual([node.log.sent, resets], [['a'], []]);
          await node.close();
        });
      }

      it('works on the message if the node has no lanes, as before there were any', async () => {
        const { node, resets } = withResets({});
        node.receive('a', { reset: true });
        await node.finish();

        assert.deepEqual([node.log.sent, resets], [['a'], []]);
        await node.close();
      });
    });
  });
});
