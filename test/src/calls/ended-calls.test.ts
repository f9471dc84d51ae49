import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { CallContext } from '../../../src/calls/api';
import { VisionError } from '../../../src/errors';
import { callerOf, closeCalls, gate } from '../../support/calls';

afterEach(closeCalls);

describe('a cancelled call', () => {
  it('fails at once with the reason of its signal, which aborts the signal of its handler', async () => {
    const began = gate();
    const learned = gate();
    const caller = callerOf({
      wait: async (_: unknown, { signal }: CallContext) => {
        began.open();
        await once(signal, 'abort');
        learned.open();
      },
    });
    const controller = new AbortController();
    const call = caller.call('wait', 0, { signal: controller.signal });
    await began.opened;
    controller.abort(new VisionError('ENGINE_TIMEOUT', 'too slow'));

    await assert.rejects(call, { code: 'ENGINE_TIMEOUT' });
    await learned.opened;
  });

  it('is not sent if its signal was aborted before', async () => {
    const counts: number[] = [];
    const caller = callerOf({ work: async (_: number) => 0 }, (count) => counts.push(count));
    const gone = new Error('gone');

    await assert.rejects(caller.call('work', 0, { signal: AbortSignal.abort(gone) }), gone);
    assert.deepEqual(counts, []);
  });

  it('does not get the result of another call', async () => {
    const caller = callerOf({ say: async (word: string) => word });
    const controller = new AbortController();
    const call = caller.call('say', 'late', { signal: controller.signal });
    controller.abort(new Error('gone'));

    await assert.rejects(call, { message: 'gone' });
    assert.equal(await caller.call('say', 'next'), 'next');
  });
});

describe('failAll', () => {
  it('ends every call in flight, and later calls work', async () => {
    const counts: number[] = [];
    const never = new Promise(() => {});
    const caller = callerOf({ never: () => never, say: async (word: string) => word }, (count) => counts.push(count));
    const calls = [caller.call('never', undefined), caller.call('never', undefined)];
    caller.failAll(new VisionError('ENGINE_CRASHED', 'gone'));

    for (const call of calls) await assert.rejects(call, { code: 'ENGINE_CRASHED', message: 'gone' });
    assert.equal(counts.at(-1), 0);
    assert.equal(await caller.call('say', 'again'), 'again');
  });
});
