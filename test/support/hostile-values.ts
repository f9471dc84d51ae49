const fail = (): never => {
  throw new Error('This value cannot be read');
};

const failsAtEverything: ProxyHandler<object> = Object.fromEntries(
  Reflect.ownKeys(Reflect).map((trap) => [trap, fail]),
) as ProxyHandler<object>;

function circular(kind: 'object' | 'array'): unknown {
  const value: unknown[] & Record<string, unknown> = (kind === 'array' ? [1] : {}) as never;
  value.self = value;
  if (kind === 'array') value.push(value);
  return value;
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(64);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

function lyingBuffer(): Buffer {
  const bytes = Buffer.alloc(16, 1);
  Object.defineProperty(bytes, 'length', { value: 1e9 });
  return bytes;
}

const withGetter = (name: string): object => Object.defineProperty({}, name, { get: fail, enumerable: true });

class Instance {
  data = Buffer.alloc(3);
  width = 1;
  height = 1;
  channels = 3;
}

/** Values that function nodes and other nodes may put on a message, and that no one expects. Each call makes new ones. */
export const hostileValues: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => -0,
  () => 0.5,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1e308,
  () => 2 ** 31,
  () => 10n,
  () => '',
  () => ' ',
  () => 'x',
  () => '\ud800',
  () => '\0',
  () => '__proto__',
  () => 'data:image/png;base64,',
  () => 'a'.repeat(5000),
  () => '../../picture.jpg',
  () => Symbol('symbol'),
  () => () => 1,
  () => class {},
  () => async () => 1,
  () => new Date(),
  () => new Date(Number.NaN),
  () => /a/g,
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => new WeakMap(),
  () => new Error('an error'),
  () => new URL('http://example.com/'),
  () => Object(1),
  () => Object('text'),
  () => Object(10n),
  () => Object(Symbol('boxed')),
  () => new Promise(() => {}),
  // biome-ignore lint/suspicious/noThenProperty: an awaited value with this property is never fulfilled
  () => ({ then: () => {} }),
  // biome-ignore lint/suspicious/noThenProperty: an awaited value with this property throws
  () => ({ then: fail }),
  () => [],
  () => [[]],
  () => [undefined, null],
  () => new Array(3),
  () => new Array(100_000),
  () => Object.assign(new Array(4), { 1: 1, 3: 2 }),
  () => Array.from({ length: 1000 }, () => []),
  () => [10n, 10n, 10n, 10n],
  () => ['0', '0', '9', '9'],
  () => [0, 0, Number.MAX_VALUE, Number.MAX_VALUE],
  () => [Number.MAX_SAFE_INTEGER, 0, 1, 1],
  () => [-1e9, -1e9, 2e9, 2e9],
  () => nested(20),
  () => nested(20_000),
  () => circular('object'),
  () => circular('array'),
  () => Object.create(null),
  () => Object.freeze({ data: Buffer.alloc(1) }),
  () => Object.seal([1, 2, 3, 4]),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  () => ({ toString: fail }),
  () => ({ valueOf: fail, toString: () => 'x' }),
  () => ({ [Symbol.toPrimitive]: fail }),
  () => ({ [Symbol.iterator]: fail }),
  () => ({ toJSON: fail }),
  () => ({ hasOwnProperty: 1, constructor: 1, toString: 1 }),
  () => ({ length: 4, 0: 1, 1: 1, 2: 1, 3: 1 }),
  () => new Proxy({}, {}),
  () => new Proxy([1, 2, 3, 4], {}),
  () => new Proxy([], { get: (_target, name) => (name === 'length' ? 2 ** 32 : undefined) }),
  () => new Proxy({}, failsAtEverything),
  () => new Proxy([], failsAtEverything),
  () => new Proxy(Buffer.alloc(4), {}),
  revoked,
  () => withGetter('data'),
  () => withGetter('bbox'),
  () => withGetter('phrase'),
  () => withGetter('width'),
  () => withGetter('then'),
  () => Buffer.alloc(0),
  () => Buffer.alloc(100, 7),
  () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"'),
  () => Buffer.from('ffd8ffe0', 'hex'),
  () => new Uint8Array(10),
  () => new Uint8Array(new SharedArrayBuffer(10)),
  () => new SharedArrayBuffer(10),
  () => new ArrayBuffer(10),
  () => new Float64Array(4),
  () => new DataView(new ArrayBuffer(8)),
  detached,
  () => detached().buffer,
  lyingBuffer,
  () => Object.setPrototypeOf({ length: 1e9 }, Uint8Array.prototype),
  () => Object.setPrototypeOf([1, 2], Buffer.prototype),
  () => ({ type: 'Buffer', data: [1, 2, 300, -1, 'x'] }),
  () => ({ type: 'Buffer', data: new Array(50_000) }),
  () => ({ type: 'Buffer', data: circular('array') }),
  () => ({ data: Buffer.alloc(12), width: 2, height: 2, channels: 3 }),
  () => ({ data: Buffer.alloc(12), width: 2e9, height: 2e9, channels: 3 }),
  () => ({ data: new Uint8Array(new SharedArrayBuffer(12)), width: 2, height: 2, channels: 3 }),
  () => ({ data: detached(), width: 2, height: 2, channels: 3 }),
  () => ({ data: lyingBuffer(), width: 1e9, height: 1, channels: 1 }),
  () => ({ bitmap: circular('object') }),
  () => new Instance(),
  () => ({ dims: [2, 2], offset: [0, 0], data: Buffer.alloc(4, 1) }),
  () => ({ dims: new Proxy([2, 2], {}), offset: [0, 0], data: Buffer.alloc(4, 1) }),
  () => ({ dims: [0, 1e9], offset: [0, 0], data: Buffer.alloc(0) }),
  () => ({ dims: [2, 2], offset: [2 ** 40, -(2 ** 40)], data: Buffer.alloc(4, 1) }),
  () => ({ dims: [2, 2], offset: [0, 0], data: { type: 'Buffer', data: ['a', 10n, {}, null] } }),
  () => ({ type: 'float32', dims: [2, 4], data: Buffer.alloc(32, 255) }),
  () => ({ type: 'float32', dims: [1e9, 4], data: Buffer.alloc(0) }),
  () => ({ phrase: 'star', threshold: 10n }),
  () => [{ phrase: 'star', extra: 10n }],
  () => [{ bbox: [1, 1, 9, 9], label: Symbol('label'), score: 10n, extra: 10n }],
  () => [{ bbox: [1, 1, 9, 9], label: circular('object') }],
  () => [{ bbox: [1, 1, 9, 9], label: { toString: fail } }],
  () => [{ bbox: [1, 1, 9, 9], trackId: Number.NaN, phrase: 10n, maskScore: 10n, area: 'x' }],
  () => [{ bbox: [1, 1, 9, 9], label: 'x\n\0\ud800', phrase: '<&>' }],
  () => [{ bbox: [1, 1, 9, 9], label: 'x'.repeat(20_000) }],
  () => [{ bbox: new Proxy([1, 1, 9, 9], {}), mask: new Proxy({}, failsAtEverything) }],
];
