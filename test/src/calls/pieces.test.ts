import assert from 'node:assert/strict';
import { deserialize, serialize } from 'node:v8';
import { inPieces } from '../../../src/calls/pieces';
import type { Port, Wire } from '../../../src/calls/wire';

const MEGABYTE = 2 ** 20;
const bytesOf = (length: number, start = 0): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = at * 7 + start;
  return bytes;
};

/** Two connected ports that copy, and the kinds and sizes of the messages between them. */
function connected(): { left: Port; right: Port; crossed: { kind: string; bytes: number }[] } {
  const listeners: ((message: Wire) => void)[] = [];
  const crossed: { kind: string; bytes: number }[] = [];
  const end = (own: number, other: number): Port => ({
    post(message) {
      const bytes = serialize(message);
      const copy = deserialize(bytes) as Wire;
      crossed.push({ kind: message.kind, bytes: bytes.length });
      queueMicrotask(() => listeners[other]?.(copy));
    },
    listen(listener) {
      listeners[own] = listener;
    },
  });
  return { left: inPieces(end(0, 1)), right: inPieces(end(1, 0)), crossed };
}

const next = (port: Port): Promise<Wire> => new Promise((resolve) => port.listen(resolve));

describe('a message of many bytes', () => {
  it('arrives as it was, with Buffers that own their memory', async () => {
    const { left, right } = connected();
    const data = bytesOf(9 * MEGABYTE + 5);
    const params = {
      image: { data, width: 3, sizes: [1, 2, 3] },
      detections: [{ mask: { data: bytesOf(100_000, 3) } }, { label: 'cat' }],
      small: bytesOf(10),
      colours: new Map([['cat', 1]]),
    };
    const arrived = next(right);

    left.post({ kind: 'call', id: 7, method: 'render', params });

    const message = await arrived;
    assert.deepEqual(message, {
      kind: 'call',
      id: 7,
      method: 'render',
      params,
    });
    const { image } = Reflect.get(message, 'params') as typeof params;
    assert.ok(Buffer.isBuffer(image.data));
    assert.equal(image.data.buffer.byteLength, data.length);
  });

  it('crosses in pieces of at most 4 MB, between other messages', async () => {
    const { left, right, crossed } = connected();
    const arrived: string[] = [];
    const complete = new Promise<void>((resolve) =>
      right.listen(({ kind }) => {
        arrived.push(kind);
        if (kind === 'result') resolve();
      }),
    );

    left.post({ kind: 'result', id: 1, value: Array.from({ length: 50 }, () => bytesOf(MEGABYTE / 4)) });
    left.post({ kind: 'progress', id: 2, progress: 1 });
    await complete;

    assert.deepEqual(arrived, ['progress', 'result']);
    assert.ok(crossed.every(({ bytes }) => bytes < 4.1 * MEGABYTE));
    assert.ok(crossed.length > 50);
  });

  it('does not arrive if it is cancelled on its way', async () => {
    const { left, right, crossed } = connected();
    const arrived: Wire[] = [];
    right.listen((message) => arrived.push(message));

    left.post({ kind: 'call', id: 1, method: 'render', params: bytesOf(40 * MEGABYTE) });
    left.post({ kind: 'cancel', id: 1 });
    await new Promise((resolve) => setTimeout(resolve, 100));

    assert.deepEqual(arrived, [{ kind: 'cancel', id: 1 }]);
    assert.ok(crossed.length < 5);
  });

  it('fails at once if another value of it cannot be cloned', () => {
    const { left } = connected();

    assert.throws(
      () => left.post({ kind: 'call', id: 1, method: 'render', params: [bytesOf(5 * MEGABYTE), () => {}] }),
      /could not be cloned/,
    );
  });
});

describe('a message of few bytes', () => {
  it('crosses as it is', async () => {
    const { left, right, crossed } = connected();
    const message: Wire = { kind: 'result', id: 1, value: [bytesOf(3 * MEGABYTE), [1, 2, 3]] };
    const arrived = next(right);

    left.post(message);
    await arrived;

    assert.deepEqual(
      crossed.map(({ kind }) => kind),
      ['result'],
    );
  });
});
