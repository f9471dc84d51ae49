import assert from 'node:assert/strict';
import { growthPer1000 } from '../../scripts/soak/limits';
import { type Hooks, MessageLedger } from '../../scripts/soak/message-ledger';

describe('growth per 1,000 frames', () => {
  const readings = (...values: number[]) => values.map((value, index) => ({ frames: index * 500, value }));

  it('is the slope of a line', () => {
    assert.equal(growthPer1000(readings(3, 4, 5, 6)), 2);
  });

  it('is not changed by an outlier', () => {
    assert.equal(growthPer1000(readings(7, 7, 90, 7, 7)), 0);
  });

  it('is 0 without readings', () => {
    assert.equal(growthPer1000([]), 0);
  });
});

describe('the ledger of messages', () => {
  type Listener = (event: unknown) => void;

  /** Hooks that a test triggers, in the order in which Node-RED does. */
  function fakeHooks() {
    const listeners = new Map<string, Listener>();
    const hooks: Hooks = { add: (name: string, listener: unknown) => void listeners.set(name, listener as Listener) };
    return {
      hooks,
      sends: (id: string, ...to: string[]) =>
        listeners.get('onSend')!(to.map((node) => ({ msg: { _msgid: id }, destination: { id: node } }))),
      ends: (id: string, node: string, error?: object) =>
        listeners.get('onComplete')!({ msg: { _msgid: id }, node: { id: node }, ...(error && { error }) }),
    };
  }
  const watched = new Set(['a', 'b', 'c']);

  it('follows a message until all nodes that received it have ended it', async () => {
    const { hooks, sends, ends } = fakeHooks();
    const ledger = new MessageLedger(hooks, watched);
    const frame = ledger.follow('1', 'a', () => sends('1', 'b', 'c', 'unwatched'), 10_000);
    ends('1', 'a');
    ends('1', 'b', { code: 'BAD_IMAGE' });
    ends('1', 'c', { stack: 'Error: without a code' });

    const defects = ['c: Error: without a code'];
    assert.deepEqual(await frame, { open: [], codes: ['BAD_IMAGE', 'none'], defects, received: 3 });
    assert.equal(ledger.endedTwice, 0);
  });

  it('names the node that did not end a message in time, and sees its late end', async () => {
    const { hooks, sends, ends } = fakeHooks();
    const ledger = new MessageLedger(hooks, watched);
    const frame = ledger.follow('1', 'a', () => sends('1', 'b'), 20);
    ends('1', 'a');

    assert.deepEqual(await frame, { open: ['b'], codes: [], defects: [], received: 2 });
    assert.equal(ledger.open, 1);

    ends('1', 'b');
    assert.equal(ledger.open, 0);
    assert.equal(ledger.endedTwice, 0);
  });

  it('counts a message that a node ended twice', async () => {
    const { hooks, ends } = fakeHooks();
    const ledger = new MessageLedger(hooks, watched);
    const frame = ledger.follow('1', 'a', () => {}, 10_000);
    ends('1', 'a');
    await frame;
    ends('1', 'a');

    assert.equal(ledger.endedTwice, 1);
  });
});
