/** Element types that the supported graphs take and give. */
export interface TensorData {
  float32: Float32Array;
  /** Bits of half floats. Sessions give and take float32 instead: models never see these. */
  float16: Uint16Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  uint8: Uint8Array;
}

export type TensorType = keyof TensorData;

/** A tensor on its way into or out of a session. Row-major. `data` owns its whole ArrayBuffer. */
export interface Tensor<T extends TensorType = TensorType> {
  readonly type: T;
  readonly dims: readonly number[];
  readonly data: TensorData[T];
}

export type NamedTensors = Readonly<Record<string, Tensor>>;

export function float32(dims: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return { type: 'float32', dims, data: values instanceof Float32Array ? values : Float32Array.from(values) };
}

export function int64(dims: readonly number[], values: readonly number[]): Tensor<'int64'> {
  return { type: 'int64', dims, data: BigInt64Array.from(values, BigInt) };
}

/** Whole numbers as a graph takes them; as `bool`, 0 and 1. */
export function integers(type: 'int64' | 'bool', dims: readonly number[], values: Iterable<number>): Tensor {
  return type === 'bool' ? { type, dims, data: Uint8Array.from(values) } : int64(dims, [...values]);
}

/** An int64 tensor with every element 1. */
export function onesInt64(dims: readonly number[]): Tensor<'int64'> {
  return { type: 'int64', dims, data: new BigInt64Array(dims.reduce((a, b) => a * b, 1)).fill(1n) };
}
