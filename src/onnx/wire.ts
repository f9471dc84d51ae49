// The wire format of Protocol Buffers: https://protobuf.dev/programming-guides/encoding

/** How the value of a field is stored. Groups are not used by ONNX. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Longest tag and length in bytes: a field number has at most 29 bits, a length at most 64. */
export const MAX_HEADER_BYTES = 15;

/** The start of a field, before its value. */
export interface FieldHeader {
  readonly number: number;
  readonly wireType: number;
  /** Bytes of the tag and of the length. */
  readonly headerBytes: number;
  /** Bytes of the value after the header. */
  readonly valueBytes: number;
}

/** @throws Error if `bytes` ends within the number or the number has more than 53 bits */
function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let end = at, factor = 1; end < bytes.length; factor *= 128) {
    const byte = bytes[end++]!;
    value += (byte & 127) * factor;
    if (byte < 128) {
      if (value > Number.MAX_SAFE_INTEGER) break;
      return { value, end };
    }
  }
  throw new Error('The file is not a valid ONNX graph: a number is cut off or too large');
}

/**
 * Reads the tag and the length of the field at `at`.
 * @throws Error for a field that no ONNX file has
 */
export function readHeader(bytes: Uint8Array, at: number): FieldHeader {
  const { value: tag, end } = readVarint(bytes, at);
  const [number, wireType] = [Math.floor(tag / 8), tag % 8];
  const header = { number, wireType };
  switch (wireType) {
    case wireTypes.varint:
      return { ...header, headerBytes: end - at, valueBytes: varintBytes(bytes, end) };
    case wireTypes.fixed64:
      return { ...header, headerBytes: end - at, valueBytes: 8 };
    case wireTypes.fixed32:
      return { ...header, headerBytes: end - at, valueBytes: 4 };
    case wireTypes.bytes: {
      const { value, end: start } = readVarint(bytes, end);
      return { ...header, headerBytes: start - at, valueBytes: value };
    }
    default:
      throw new Error(`The file is not a valid ONNX graph: wire type ${wireType}`);
  }
}

/** Bytes of the varint at `at`, which may have all 64 bits. */
function varintBytes(bytes: Uint8Array, at: number): number {
  for (let end = at; end < Math.min(bytes.length, at + 10); end++) if (bytes[end]! < 128) return end + 1 - at;
  throw new Error('The file is not a valid ONNX graph: a number is cut off');
}

/** A field of a message in memory. */
export interface Field {
  readonly number: number;
  /** The value, without tag and length. */
  readonly value: Buffer;
  /** The complete field. */
  readonly bytes: Buffer;
}

/** The fields of a message in memory, in their order. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const { number, headerBytes, valueBytes } = readHeader(message, at);
    const start = at + headerBytes;
    const end = start + valueBytes;
    if (end > message.length) throw new Error('The file is not a valid ONNX graph: a field is cut off');
    yield { number, value: message.subarray(start, end), bytes: message.subarray(at, end) };
    at = end;
  }
}

/** The value of a varint field below 2^53. */
export const integerOf = ({ value }: Pick<Field, 'value'>): number => readVarint(value, 0).value;

/** @param value a whole number from 0 up */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** The tag of a field with `length` bytes, and its length. */
export const bytesHeader = (number: number, length: number): Buffer =>
  Buffer.from([...varint(number * 8 + wireTypes.bytes), ...varint(length)]);

/** A field that holds bytes, text or a message. */
export function bytesField(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([bytesHeader(number, bytes.length), bytes]);
}

/** A field that holds a whole number from 0 up. */
export const integerField = (number: number, value: number): Buffer =>
  Buffer.from([...varint(number * 8 + wireTypes.varint), ...varint(value)]);
