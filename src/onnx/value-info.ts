import type { FileReader } from './file-reader';
import type { NamedValue } from './graph-file';
import { bytesField, fieldsOf, integerField } from './wire';

/** Element types of tensors: `TensorProto.DataType`. */
export const elementTypes = { int64: 7, bool: 9 } as const;

/** A dimension of a tensor: its length, or the bytes of a `Dimension` of the file. */
export type Dimension = number | Uint8Array;

/** The `ValueInfoProto` of a tensor. */
export function valueInfo(name: string, elementType: number, dims: readonly Dimension[]): Uint8Array {
  const shape = dims.map((dim) => bytesField(1, typeof dim === 'number' ? integerField(1, dim) : dim));
  const tensor = Buffer.concat([integerField(1, elementType), bytesField(2, Buffer.concat(shape))]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}

/** The dimensions of a tensor, as bytes: its length or symbolic name. `undefined` if its shape is not known. */
export async function dimensionsOf(
  reader: FileReader,
  { value }: NamedValue,
): Promise<readonly Uint8Array[] | undefined> {
  const inner = (message: Buffer | undefined, number: number): Buffer | undefined =>
    message && [...fieldsOf(message)].find((field) => field.number === number)?.value;
  const shape = inner(inner(inner(Buffer.from(await reader.bytes(value)), 2), 1), 2);
  return shape && [...fieldsOf(shape)].map((field) => field.value);
}
