import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { inOrder, type Outcome } from '../../../../src/cli/batch/in-order';
import { random } from '../../../support/random';

const items = Array.from({ length: 20 }, (_, index) => index);
const never = new AbortController().signal;

async function all<T, R>(outcomes: AsyncIterable<Outcome<T, R>>): Promise<Outcome<T, R>[]> {
  const list: Outcome<T, R>[] = [];
  for await (const outcome of outcomes) list.push(outcome);
  return list;
}

const outcomeOf = ({ result }: Outcome<number, string>): string =>
  result.status === 'fulfilled' ? result.value : (result.reason as Error).message;

describe('in order', () => {
  for (const concurrency of [1, 3, 50]) {
    it(`yields the result of each item in the order of the items, ${concurrency} at a time`, async () => {
      const next = random(concurrency);
      let running = 0;
      let most = 0;

      const outcomes = await all(
        inOrder(items, { concurrency, signal: never }, async (item) => {
          most = Math.max(most, ++running);
          await delay(next() * 5);
          running--;
          return `of ${item}`;
        }),
      );

      assert.deepEqual(
        outcomes.map(({ item }) => item),
        items,
      );
      assert.deepEqual(
        outcomes.map(outcomeOf),
        items.map((item) => `of ${item}`),
      );
      assert.equal(most, Math.min(concurrency, items.length));
    });
  }

  it('yields a failure at the position of its item', async () => {
    const outcomes = await all(
      inOrder([0, 1, 2], { concurrency: 2, signal: never }, async (item) => {
        if (item === 1) throw new Error('one is bad');
        return `of ${item}`;
      }),
    );

    assert.deepEqual(outcomes.map(outcomeOf), ['of 0', 'one is bad', 'of 2']);
  });

  it('begins no work after the signal is aborted, and yields the outcomes of work that had begun', async () => {
    const controller = new AbortController();
    const begun: number[] = [];

    const outcomes = await all(
      inOrder(items, { concurrency: 3, signal: controller.signal }, async (item) => {
        begun.push(item);
        if (item === 4) controller.abort();
        return `of ${item}`;
      }),
    );

    assert.deepEqual(
      outcomes.map(({ item }) => item),
      begun,
    );
    assert.equal(Math.max(...begun), 4);
  });
});
