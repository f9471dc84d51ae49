import { types } from 'node:util';

/**
 * The bytes of a value in any form that messages have: a Buffer, a `Uint8Array`, `Uint8ClampedArray`, `DataView` or
 * `ArrayBuffer`, or a Buffer that went through JSON as `{type: 'Buffer', data: [...]}`. Shares the memory of the value,
 * except of JSON. `undefined` for every other value.
 */
export function bytesFrom(value: unknown): Buffer | undefined {
  // Some objects only claim to be a Buffer, or to have another length.
  if (Buffer.isBuffer(value) && types.isUint8Array(value) && !Object.hasOwn(value, 'length')) return value;
  // These checks also know values of other contexts, such as those of a Function node.
  if (types.isUint8Array(value) || types.isUint8ClampedArray(value) || types.isDataView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value);
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) && areBytes(data) ? Buffer.from(data) : undefined;
}

/** A loop, because `every` passes over the holes of an array, which can be billions. */
function areBytes(values: readonly unknown[]): values is number[] {
  for (const value of values)
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 255) return false;
  return true;
}
