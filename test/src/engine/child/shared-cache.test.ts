import assert from 'node:assert/strict';
import { SharedCache } from '../../../../src/engine/child/shared-cache';

interface Value {
  readonly name: string;
  readonly bytes: number;
}

/** A cache of named values; `log` holds what was made and released, in order. */
function openCache(entries: number, bytes = 1e9) {
  const log: string[] = [];
  const cache = new SharedCache<Value>(
    { entries, bytes },
    (value) => value.bytes,
    ({ name }) => log.push(`-${name}`),
  );
  const make = (name: string, size: number) => async (): Promise<Value> => {
    log.push(`+${name}`);
    return { name, bytes: size };
  };
  const use = (name: string, size = 1, work: (value: Value) => Promise<unknown> = async () => 0) =>
    cache.use(name, make(name, size), work);
  return { cache, log, use };
}

describe('SharedCache', () => {
  it('makes a value once, and passes it to the work of every later use', async () => {
    const { log, use } = openCache(2);
    const seen: Value[] = [];
    for (let round = 0; round < 3; round++) await use('a', 1, async (value) => seen.push(value));

    assert.deepEqual(log, ['+a']);
    assert.deepEqual(seen, new Array(3).fill({ name: 'a', bytes: 1 }));
  });

  it('makes a value once for parallel calls', async () => {
    const { log, use } = openCache(2);
    await Promise.all([use('a'), use('a'), use('a')]);

    assert.deepEqual(log, ['+a']);
  });

  it('returns the result of the work, or its failure, and keeps the value', async () => {
    const { log, use } = openCache(2);

    assert.equal(await use('a', 1, async ({ name }) => `used ${name}`), 'used a');
    await assert.rejects(
      use('a', 1, async () => {
        throw new Error('work failed');
      }),
      { message: 'work failed' },
    );
    await use('a');
    assert.deepEqual(log, ['+a']);
  });

  describe('releases the least recently used value', () => {
    const cases = [
      { name: 'beyond its number', entries: 2, bytes: 99, uses: 'abc', expected: '+a +b +c -a' },
      { name: 'where a use counts, not the making', entries: 2, bytes: 99, uses: 'abac', expected: '+a +b +c -b' },
      { name: 'beyond its bytes', entries: 9, bytes: 25, uses: 'abc', expected: '+a +b +c -a' },
      { name: 'as many as needed', entries: 9, bytes: 15, uses: 'abc', expected: '+a +b -a +c -b' },
      { name: 'but not where all fit exactly', entries: 3, bytes: 30, uses: 'abc', expected: '+a +b +c' },
      { name: 'but keeps a single value that exceeds the bounds', entries: 1, bytes: 5, uses: 'aa', expected: '+a' },
      { name: 'and makes it anew when asked again', entries: 1, bytes: 99, uses: 'aba', expected: '+a +b -a +a -b' },
    ];
    for (const { name, entries, bytes, uses, expected } of cases) {
      it(name, async () => {
        const { log, use } = openCache(entries, bytes);
        for (const key of uses) await use(key, 10);

        assert.equal(log.join(' '), expected);
      });
    }
  });

  it('does not release a value in use', async () => {
    const { log, use } = openCache(1);
    await use('a', 1, async () => {
      await use('b');
      assert.deepEqual(log, ['+a', '+b']);
    });

    assert.deepEqual(log, ['+a', '+b', '-a']);
  });

  it('releases a value after its last user, once', async () => {
    const { log, use } = openCache(1);
    await use('a', 1, () => use('a', 1, () => use('b')));

    assert.deepEqual(log, ['+a', '+b', '-a']);
  });

  it('releases everything on clear, values in use after their use', async () => {
    const { cache, log, use } = openCache(3);
    await use('a');
    await use('b', 1, async () => cache.clear());

    assert.deepEqual(log, ['+a', '+b', '-a', '-b']);
    await use('a');
    assert.deepEqual(log.slice(4), ['+a']);
  });

  it('does not cache a failure to make', async () => {
    const { cache, log, use } = openCache(2);
    const broken = () =>
      cache.use(
        'a',
        () => Promise.reject(new Error('no memory')),
        async () => 'worked',
      );

    await Promise.all([assert.rejects(broken(), { message: 'no memory' }), assert.rejects(broken())]);
    assert.equal(await use('a', 1, async () => 'worked'), 'worked');
    assert.deepEqual(log, ['+a']);
  });
});
