/** An n-dimensional array of a message. Row-major, little-endian. */
export interface Tensor {
  readonly type: 'uint8' | 'float32' | 'int64' | 'bool';
  readonly dims: readonly number[];
  /** A Buffer, because Node-RED copies a typed array element by element at every branching wire. */
  readonly data: Buffer;
}
