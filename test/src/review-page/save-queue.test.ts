import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { SaveQueue, type SaveState } from '../../../src/review-page/save-queue';
import type { Step } from '../../../src/review-page/step';

const step = (text: string, hash = 'a'): Step => ({ dataset: 'set', hash, text, objects: [] });

function queueOf(fails: (text: string) => boolean) {
  const sent: string[] = [];
  const states: SaveState[] = [];
  const queue = new SaveQueue(
    async ({ text }, isRetry) => {
      sent.push(isRetry ? `${text} again` : text);
      await turn();
      if (fails(text)) throw new Error('disk full');
    },
    () => 'refused',
    (state) => states.push(state),
  );
  return { queue, sent, states };
}

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 20; turns++) await turn();
};

describe('SaveQueue', () => {
  it('sends one step at a time, in sequence', async () => {
    const { queue, sent, states } = queueOf(() => false);
    queue.add(step('one'));
    queue.add(step('two'));

    assert.deepEqual(sent, ['one']);
    await settled();
    assert.deepEqual(sent, ['one', 'two']);
    assert.deepEqual(states.at(-1), { state: 'saved' });
  });

  it('keeps all steps after a failure, until a retry', async () => {
    let isFull = true;
    const { queue, sent, states } = queueOf(() => isFull);
    queue.add(step('one'));
    await settled();
    queue.add(step('two'));
    await settled();

    assert.deepEqual(sent, ['one']);
    assert.deepEqual(states.at(-1), { state: 'failed', waiting: 2, reason: 'disk full', failure: 'refused' });
    isFull = false;
    queue.retry();
    await settled();
    assert.deepEqual(sent, ['one', 'one again', 'two']);
    assert.ok(queue.isEmpty);
  });

  it('a step that is refused can be given up, and the next ones are sent', async () => {
    const { queue, sent } = queueOf((text) => text === 'bad');
    queue.add(step('bad'));
    queue.add(step('good'));
    await settled();

    assert.equal(queue.drop()?.text, 'bad');
    await settled();
    assert.deepEqual([sent.at(-1), queue.isEmpty], ['good again', true]);
  });

  it('knows the steps of an image that are not stored yet', async () => {
    const { queue } = queueOf(() => true);
    for (const hash of ['a', 'b', 'a']) queue.add(step('one', hash));

    assert.equal(queue.waitingFor('a').length, 2);
  });
});
