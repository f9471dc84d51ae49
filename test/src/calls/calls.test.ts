import assert from 'node:assert/strict';
import { type CallContext, Transferred } from '../../../src/calls/api';
import { VisionError } from '../../../src/errors';
import { callerOf, closeCalls, gate } from '../../support/calls';

afterEach(closeCalls);

describe('a call over a thread boundary', () => {
  it('returns the result of the handler of its name', async () => {
    const caller = callerOf({
      double: async (value: number) => value * 2,
      greet: async ({ name }: { name: string }) => ({ text: `Hello ${name}` }),
    });

    assert.equal(await caller.call('double', 21), 42);
    assert.deepEqual(await caller.call('greet', { name: 'cat' }), { text: 'Hello cat' });
  });

  it('gets its own result, in whichever order results arrive', async () => {
    const slow = gate();
    const caller = callerOf({
      slow: () => slow.opened.then(() => 'slow'),
      fast: async () => {
        slow.open();
        return 'fast';
      },
    });

    assert.deepEqual(await Promise.all([caller.call('slow', undefined), caller.call('fast', undefined)]), [
      'slow',
      'fast',
    ]);
  });

  it('fails with the VisionError of the handler: code, message and stack survive', async () => {
    const caller = callerOf({
      read: async () => {
        throw new VisionError('BAD_IMAGE', 'The image cannot be read');
      },
    });

    await assert.rejects(caller.call('read', undefined), (error) => {
      assert.ok(error instanceof VisionError);
      assert.deepEqual([error.code, error.message], ['BAD_IMAGE', 'The image cannot be read']);
      assert.match(error.stack ?? '', /calls\.test/);
      return true;
    });
  });

  const failures = [
    { name: 'a plain Error', thrown: new TypeError('not a function'), message: 'not a function' },
    { name: 'an Error with a foreign code', thrown: Object.assign(new Error('no'), { code: 'ENOENT' }), message: 'no' },
    { name: 'a text', thrown: 'no luck', message: 'no luck' },
  ];
  for (const { name, thrown, message } of failures) {
    it(`fails with a plain Error for ${name}`, async () => {
      const caller = callerOf({ fail: () => Promise.reject(thrown) });

      await assert.rejects(caller.call('fail', undefined), (error) => {
        assert.ok(error instanceof Error && !(error instanceof VisionError));
        assert.equal(error.message, message);
        return true;
      });
    });
  }

  it('fails without a handler of its name', async () => {
    await assert.rejects(callerOf<Record<string, () => Promise<void>>>({}).call('fly', undefined as never), {
      message: 'No handler for fly',
    });
  });

  it('fails if the result cannot be cloned', async () => {
    const caller = callerOf({ give: async () => () => 'a function' });

    await assert.rejects(caller.call('give', undefined), /could not be cloned/);
  });

  it('fails if its parameters cannot be cloned, and is no longer in flight', async () => {
    const counts: number[] = [];
    const caller = callerOf<Record<string, (params: unknown) => Promise<void>>>({}, (count) => counts.push(count));

    await assert.rejects(
      caller.call('take', () => 'a function'),
      /could not be cloned/,
    );
    assert.deepEqual(counts, [1, 0]);
  });

  it('moves buffers in both directions instead of copying them', async () => {
    const sent: ArrayBuffer[] = [];
    const caller = callerOf({
      echo: async (buffer: ArrayBuffer) => {
        sent.push(buffer);
        return new Transferred(buffer, [buffer]);
      },
    });
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    const back = await caller.call('echo', buffer, { transfer: [buffer] });

    assert.deepEqual([...new Uint8Array(back)], [1, 2, 3]);
    assert.equal(buffer.byteLength, 0);
    assert.equal(sent[0]!.byteLength, 0);
  });

  it('receives each turn, and whether its work can be aborted', async () => {
    const caller = callerOf({
      work: async (_: number, { onTurn }: CallContext) => {
        onTurn(false);
        onTurn(true);
        return 'done';
      },
    });
    const heard: unknown[] = [];
    heard.push(await caller.call('work', 0, { onTurn: (canAbort) => heard.push({ canAbort }) }));

    assert.deepEqual(heard, [{ canAbort: false }, { canAbort: true }, 'done']);
  });

  it('receives the progress of its own work only', async () => {
    const caller = callerOf({
      work: async (name: string, { onProgress }: CallContext) => {
        for (const percent of [50, 100]) onProgress({ name, percent });
        return name;
      },
    });
    const heard: unknown[] = [];
    const onProgress = (progress: unknown): void => void heard.push(progress);

    await Promise.all([caller.call('work', 'a', { onProgress }), caller.call('work', 'b')]);

    assert.deepEqual(heard, [
      { name: 'a', percent: 50 },
      { name: 'a', percent: 100 },
    ]);
  });

  it('counts the calls in flight', async () => {
    const counts: number[] = [];
    const caller = callerOf({ work: async () => 0 }, (count) => counts.push(count));
    await Promise.all([caller.call('work', undefined), caller.call('work', undefined)]);

    assert.deepEqual(counts, [1, 2, 1, 0]);
  });
});
