/** Element types of the inputs and outputs of the supported graphs. */
export interface TensorData {
  float32: Float32Array;
  /** Bits of IEEE 754 binary16 numbers. Sessions convert them from and to float32, so models never see them. */
  float16: Uint16Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  uint8: Uint8Array;
}

export type TensorType = keyof TensorData;

/** An input or output of a session. Row-major. `data` covers its entire ArrayBuffer. */
export interface Tensor<T extends TensorType = TensorType> {
  readonly type: T;
  readonly dims: readonly number[];
  readonly data: TensorData[T];
}

/** The tensors of one run, by the names of the graph's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** The memory of tensors, to be moved to another thread. */
export const buffersOf = (tensors: NamedTensors): ArrayBuffer[] =>
  Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer);

/** A float32 tensor. A Float32Array is used without a copy. */
export function float32(dims: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return { type: 'float32', dims, data: values instanceof Float32Array ? values : Float32Array.from(values) };
}

/** An int64 tensor of integers. */
export function int64(dims: readonly number[], values: readonly number[]): Tensor<'int64'> {
  return { type: 'int64', dims, data: BigInt64Array.from(values, BigInt) };
}

/** A uint8 tensor. The values are not copied. */
export const uint8 = (dims: readonly number[], data: Uint8Array): Tensor<'uint8'> => ({ type: 'uint8', dims, data });

/** A tensor of integers in the type that a graph expects. For `bool` they are 0 and 1. */
export function integers(type: 'int64' | 'bool', dims: readonly number[], values: Iterable<number>): Tensor {
  return type === 'bool' ? { type, dims, data: Uint8Array.from(values) } : int64(dims, [...values]);
}

/** An int64 tensor with every element 1. */
export function onesInt64(dims: readonly number[]): Tensor<'int64'> {
  return { type: 'int64', dims, data: new BigInt64Array(dims.reduce((a, b) => a * b, 1)).fill(1n) };
}
