import { VisionError } from '../../../errors';
import { float16FromFloat32, float32FromFloat16 } from '../../../tensor/float16';
import type { NamedTensors, Tensor, TensorType } from '../../../tensor/tensor';

/** Element types of the protocol that graphs of this package use, with bytes per element and our type. */
const datatypes = {
  FP32: { bytes: 4, type: 'float32' },
  FP16: { bytes: 2, type: 'float32' },
  INT64: { bytes: 8, type: 'int64' },
  INT32: { bytes: 4, type: 'int64' },
  BOOL: { bytes: 1, type: 'bool' },
  UINT8: { bytes: 1, type: 'uint8' },
} as const satisfies Record<string, { readonly bytes: number; readonly type: TensorType }>;
type Datatype = keyof typeof datatypes;

/** The type of tensors of a datatype of the protocol, or the datatype itself if no graph of this package uses it. */
export const typeOf = (datatype: string): TensorType | string => datatypes[datatype as Datatype]?.type ?? datatype;

/** The body of a request, to be sent in this order. */
export interface RequestBody {
  /** UTF-8. Its length is the header `Inference-Header-Content-Length`. */
  readonly json: Buffer;
  /** The inputs, each a view of the memory of its tensor unless the server has another type. */
  readonly tensors: readonly Uint8Array[];
  /** Length of the complete body. */
  readonly bytes: number;
}

/**
 * The request for a run, with binary tensors:
 * https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol/binary-tensor-data-extension
 * @param outputs names of the requested outputs
 * @param datatypeOf datatypes of the inputs on the server
 * @throws VisionError `MODEL_UNSUPPORTED` for an input that the server's model does not have, or of another type
 */
export function encodeRequest(
  id: string,
  inputs: NamedTensors,
  outputs: readonly string[],
  datatypeOf: ReadonlyMap<string, string>,
): RequestBody {
  const encoded = Object.entries(inputs).map(([name, tensor]) => ({
    ...{ name, dims: tensor.dims, datatype: datatypeOf.get(name) },
    data: elementsFor(name, tensor, datatypeOf.get(name)),
  }));
  const json = Buffer.from(
    JSON.stringify({
      // KServe refuses a request without an id.
      id,
      // Some servers read this, the others what each output says.
      parameters: { binary_data_output: true },
      inputs: encoded.map(({ name, dims, datatype, data }) => ({
        ...{ name, datatype, shape: dims },
        parameters: { binary_data_size: data.byteLength },
      })),
      outputs: outputs.map((name) => ({ name, parameters: { binary_data: true } })),
    }),
  );
  const tensors = encoded.map(({ data }) => data);
  return { json, tensors, bytes: tensors.reduce((sum, { byteLength }) => sum + byteLength, json.length) };
}

function elementsFor(name: string, { type, data }: Tensor, datatype: string | undefined): Uint8Array {
  if (datatype === undefined || typeOf(datatype) !== type) {
    throw unsupported(`No input ${name} of type ${type} in the model on the server`);
  }
  if (datatype === 'FP16') return bytesIn(float16FromFloat32(data as Float32Array));
  if (datatype === 'INT32') {
    const numbers = Int32Array.from(data as BigInt64Array, Number);
    if (numbers.every((number, at) => BigInt(number) === data[at])) return bytesIn(numbers);
    throw unsupported(`Input ${name} has values that are too large for the model on the server (INT32)`);
  }
  return bytesIn(data);
}

const bytesIn = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** An output as the JSON of a response describes it. Servers differ, so nothing of it is certain. */
interface DescribedOutput {
  readonly name?: unknown;
  readonly datatype?: unknown;
  readonly shape?: unknown;
  readonly data?: unknown;
  readonly parameters?: { readonly binary_data_size?: unknown } | null;
}

/**
 * Reads the response to a run: binary tensors after the JSON, or values in the JSON.
 * @param jsonBytes the header `Inference-Header-Content-Length`; absent: all of the body is JSON
 * @param requested names of the outputs that must be there
 * @throws VisionError `MODEL_UNSUPPORTED` for a response that does not keep to the protocol
 */
export function decodeResponse(
  { buffer, byteOffset, byteLength }: Uint8Array,
  jsonBytes: number | undefined,
  id: string,
  requested: readonly string[],
): NamedTensors {
  // Not a Buffer, whose slices would share its memory.
  const body = new Uint8Array(buffer, byteOffset, byteLength);
  const end = jsonBytes ?? body.byteLength;
  if (!Number.isInteger(end) || end < 0 || end > body.byteLength) throw unsupported('Incomplete JSON from the server');
  const json = jsonIn(body.subarray(0, end));
  const described = (json as { outputs?: unknown }).outputs;
  if (!Array.isArray(described)) throw unsupported('No outputs from the server');
  const answered = (json as { id?: unknown }).id;
  if (answered !== undefined && answered !== null && answered !== '' && answered !== id) {
    throw unsupported('Outputs of another request from the server');
  }
  let at = end;
  const tensors = new Map<string, Tensor>();
  for (const output of described.map(Object) as DescribedOutput[]) {
    const size = output.parameters?.binary_data_size;
    const name = String(output.name);
    const shape = shapeOf(name, output.shape);
    if (size === undefined) {
      tensors.set(name, tensorFrom(name, output.datatype, shape, valuesOf(name, output.data ?? [])));
      continue;
    }
    const next = at + Number(size);
    if (!Number.isInteger(next) || next < at || next > body.byteLength) {
      throw unsupported(`Incomplete output ${name} from the server`);
    }
    tensors.set(name, tensorFrom(name, output.datatype, shape, body.slice(at, next)));
    at = next;
  }
  if (at !== body.byteLength)
    throw unsupported(`Unknown ${body.byteLength - at} bytes from the server, which no output describes`);
  const missing = requested.filter((name) => !tensors.has(name));
  if (missing.length > 0) throw unsupported(`Missing output ${missing.join(', ')} from the server`);
  return Object.fromEntries(tensors);
}

function jsonIn(bytes: Uint8Array): object {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString('utf8'))) as object;
  } catch (cause) {
    throw unsupported('No JSON from the server', cause);
  }
}

/** Some servers send dimensions as text. */
function shapeOf(name: string, shape: unknown): number[] {
  const dims = Array.isArray(shape) ? shape.map(Number) : [Number.NaN];
  if (dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) return dims;
  throw unsupported(`Unusable shape of the output ${name} from the server: ${JSON.stringify(shape)?.slice(0, 100)}`);
}

/** The values of an output in JSON, which may be nested by its dimensions. `null` stands for infinity or NaN. */
function valuesOf(name: string, data: unknown): (number | boolean)[] {
  const values = [data].flat(Number.POSITIVE_INFINITY) as unknown[];
  if (values.every((value) => typeof value === 'number' || typeof value === 'boolean')) return values;
  throw unsupported(`Not a number in the output ${name} from the server, as JSON`);
}

/** @param source bytes in the order of the protocol, or numbers */
function tensorFrom(
  name: string,
  datatype: unknown,
  dims: readonly number[],
  source: Uint8Array | (number | boolean)[],
): Tensor {
  const known = Object.hasOwn(datatypes, String(datatype)) ? datatypes[datatype as Datatype] : undefined;
  if (!known) throw unsupported(`Unknown type of the output ${name} from the server: ${String(datatype)}`);
  const count = dims.reduce((product, dim) => product * dim, 1);
  const received = Array.isArray(source) ? source.length : source.byteLength / known.bytes;
  if (received !== count) {
    throw unsupported(`Wrong size of the output ${name} from the server: ${received} values, its shape has ${count}`);
  }
  if (known.type === 'int64' && Array.isArray(source) && !source.every(Number.isInteger)) {
    throw unsupported(`Not a whole number in the output ${name} from the server, as JSON`);
  }
  const data = elementsFrom(datatype as Datatype, source);
  return { type: known.type, dims, data } as Tensor;
}

function elementsFrom(datatype: Datatype, source: Uint8Array | (number | boolean)[]): Tensor['data'] {
  if (Array.isArray(source)) {
    if (datatype === 'FP32' || datatype === 'FP16') return Float32Array.from(source, Number);
    return datatypes[datatype].type === 'int64' ? BigInt64Array.from(source, BigInt) : Uint8Array.from(source, Number);
  }
  // A copy of its own, so it begins at a multiple of the size of an element.
  const { buffer } = source;
  if (datatype === 'FP32') return new Float32Array(buffer);
  if (datatype === 'FP16') return float32FromFloat16(new Uint16Array(buffer));
  if (datatype === 'INT64') return new BigInt64Array(buffer);
  return datatype === 'INT32' ? BigInt64Array.from(new Int32Array(buffer), BigInt) : source;
}

const unsupported = (message: string, cause?: unknown): VisionError =>
  new VisionError('MODEL_UNSUPPORTED', message, cause === undefined ? {} : { cause });
