import assert from 'node:assert/strict';
import { Addresses } from '../../../../../src/engine/child/remote/addresses';

const NONE: ReadonlySet<string> = new Set();

describe('the addresses of inference servers', () => {
  let now: number;
  let addresses: Addresses;
  beforeEach(() => {
    now = 1_000_000;
    addresses = new Addresses(['a', 'b', 'c'], () => now);
  });

  const use = (tried = NONE): Promise<string> =>
    addresses.use(
      tried,
      async (address) => address,
      () => true,
    );
  const fail = (): Promise<string> =>
    addresses
      .use(
        NONE,
        async (address) => {
          throw new Error(address);
        },
        () => true,
      )
      .then(
        () => assert.fail(),
        ({ message }: Error) => message,
      );

  it('take turns', async () => {
    assert.deepEqual([await use(), await use(), await use(), await use()], ['a', 'b', 'c', 'a']);
  });

  it('get the next request where the fewest are in flight', async () => {
    let end!: () => void;
    const running = addresses.use(
      NONE,
      () => new Promise<void>((resolve) => (end = resolve)),
      () => true,
    );

    assert.deepEqual([await use(), await use(), await use()], ['b', 'c', 'b']);
    end();
    await running;
    assert.equal(await use(), 'a');
  });

  it('rest after a failure, twice as long after each one, up to 30 s', async () => {
    const alone = new Addresses(['a', 'b'], () => now);
    const failsOnA = () =>
      alone
        .use(
          new Set(['b']),
          async (address) => {
            if (address === 'a') throw new Error('no answer');
          },
          () => true,
        )
        .catch(() => undefined);
    const rests: number[] = [];
    for (let failure = 0; failure < 7; failure++) {
      await failsOnA();
      const failed = now;
      while (!alone.hasOther(new Set(['b']))) now += 1000;
      rests.push((now - failed) / 1000);
    }

    assert.deepEqual(rests, [1, 2, 4, 8, 16, 30, 30]);
    assert.equal(alone.states[0]!.lastError, 'no answer');
  });

  it('do not rest after an error that is not the fault of the server', async () => {
    const work = async (): Promise<void> => {
      throw new Error('the model is unknown');
    };

    await assert.rejects(addresses.use(NONE, work, () => false));
    assert.equal(addresses.states[0]!.lastError, undefined);
    assert.ok(addresses.hasOther(new Set(['b', 'c'])));
  });

  it('are used although all rest, the one that rests the shortest first', async () => {
    assert.deepEqual([await fail(), await fail(), await fail()], ['a', 'b', 'c']);
    assert.ok(!addresses.hasOther(NONE));
    assert.equal(await use(), 'a');
    assert.ok(addresses.hasOther(NONE), 'a success ends the rest');
  });

  it('are tried by one request after their rest, and avoided by the others until it succeeded', async () => {
    assert.equal(await fail(), 'a');
    now += 1000;
    let succeed!: () => void;
    const isFirst = new Set(['b', 'c']);
    const trying = addresses.use(
      isFirst,
      (address) => new Promise<string>((resolve) => (succeed = () => resolve(address))),
      () => true,
    );

    assert.ok(!addresses.hasOther(isFirst));
    assert.deepEqual([await use(), await use(), await use(isFirst)], ['b', 'c', 'b']);
    succeed();
    assert.equal(await trying, 'a');
    assert.ok(addresses.hasOther(isFirst));
    assert.equal(await use(), 'a');
  });

  it('that failed in this call come after the others', async () => {
    assert.equal(await use(new Set(['a', 'b'])), 'c');
  });
});
