import assert from 'node:assert/strict';
import { decodeResponse, encodeRequest } from '../../../../../src/engine/child/remote/wire';
import { float32FromFloat16 } from '../../../../../src/tensor/float16';
import type { NamedTensors, Tensor } from '../../../../../src/tensor/tensor';
import { noise, random } from '../../../../support/random';

/** The response of a server that sends the inputs of a request back. */
function echoOf({ json, tensors }: ReturnType<typeof encodeRequest>, change = (head: object): object => head) {
  const { id, inputs } = JSON.parse(json.toString('utf8'));
  const head = Buffer.from(JSON.stringify(change({ id, outputs: inputs })));
  return { body: Buffer.concat([head, ...tensors]), jsonBytes: head.length };
}

const datatypes = { float32: 'FP32', int64: 'INT64', bool: 'BOOL', uint8: 'UINT8' } as const;
const bytesPer = { float32: 4, int64: 8, bool: 1, uint8: 1 } as const;

function randomTensor(next: () => number, seed: number): Tensor {
  const type = (['float32', 'int64', 'bool', 'uint8'] as const)[Math.floor(next() * 4)]!;
  const dims = Array.from({ length: Math.floor(next() * 6) }, () => Math.floor(next() * 4));
  const count = dims.reduce((product, dim) => product * dim, 1);
  const bytes = Uint8Array.from(noise(count * bytesPer[type], seed));
  if (type === 'int64') return { type, dims, data: new BigInt64Array(bytes.buffer) };
  if (type !== 'float32') return { type, dims, data: bytes };
  return { type, dims, data: Float32Array.from({ length: count }, () => (next() - 0.5) / next()) };
}

describe('tensors on their way to an inference server', () => {
  it('come back as they were: every type, up to 5 dimensions, dimensions of 0, any name', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const names = ['pixel_values', 'größe', '猫', '__proto__', `x${'y'.repeat(seed % 9)}`].slice(0, 1 + (seed % 5));
      const tensors: NamedTensors = Object.fromEntries(names.map((name) => [name, randomTensor(next, seed)]));
      const types = new Map(names.map((name) => [name, datatypes[tensors[name]!.type as keyof typeof datatypes]]));
      const request = encodeRequest('id', tensors, names, types);

      const { body, jsonBytes } = echoOf(request);

      assert.equal(request.bytes, body.length - jsonBytes + request.json.length);
      assert.deepEqual(decodeResponse(body, jsonBytes, 'id', names), tensors, `seed ${seed}`);
      const own = decodeResponse(body, jsonBytes, 'id', names);
      for (const { data } of Object.values(own)) assert.equal(data.byteLength, data.buffer.byteLength);
    }
  });

  it('are converted to the types of the server, and back', () => {
    const ones = Float32Array.from([0.5, -2, Number.NEGATIVE_INFINITY]);
    const ids = BigInt64Array.from([101n, -1n]);
    const inputs = {
      half: { type: 'float32', dims: [3], data: ones },
      small: { type: 'int64', dims: [1, 2], data: ids },
    } as const;
    const types = new Map([
      ['half', 'FP16'],
      ['small', 'INT32'],
    ]);

    const request = encodeRequest('id', inputs, [], types);
    const { body, jsonBytes } = echoOf(request);

    assert.deepEqual(
      request.tensors.map(({ byteLength }) => byteLength),
      [6, 8],
    );
    assert.deepEqual(decodeResponse(body, jsonBytes, 'id', ['half', 'small']), inputs);
    assert.equal(float32FromFloat16(Uint16Array.of(0xfc00))[0], Number.NEGATIVE_INFINITY);
  });

  it('are views of their memory, so that a request can be sent again without a copy', () => {
    const data = new Float32Array(1000);
    const { tensors } = encodeRequest(
      'id',
      { x: { type: 'float32', dims: [1000], data } },
      [],
      new Map([['x', 'FP32']]),
    );

    assert.equal(tensors[0]!.buffer, data.buffer);
  });

  it('are refused if the model on the server has another type, or no such input', () => {
    const inputs = { x: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) } } as const;
    const large = { x: { type: 'int64', dims: [1], data: BigInt64Array.of(2n ** 31n) } } as const;
    assert.throws(() => encodeRequest('id', large, [], new Map([['x', 'INT32']])), { message: /too large/ });
    for (const types of [new Map([['x', 'FP32']]), new Map([['x', 'BYTES']]), new Map()]) {
      assert.throws(() => encodeRequest('id', inputs, [], types), { code: 'MODEL_UNSUPPORTED' });
    }
  });
});

describe('the response of an inference server', () => {
  const output = { name: 'x', datatype: 'FP32', shape: [2], parameters: { binary_data_size: 8 } };
  const eight = Buffer.from(Float32Array.of(1, 2).buffer);
  const read = (head: unknown, tail: Buffer = eight, requested = ['x']) => {
    const json = Buffer.from(JSON.stringify(head));
    return decodeResponse(Buffer.concat([json, tail]), json.length, 'id', requested);
  };
  const valuesIn = (outputs: object[], tail: Buffer = Buffer.alloc(0)) => [
    ...read({ id: 'id', outputs }, tail).x!.data,
  ];

  it('may have dimensions as text, values in JSON, nested values, or nothing for an empty output', () => {
    assert.deepEqual(valuesIn([{ ...output, shape: ['2'] }], eight), [1, 2]);
    assert.deepEqual(valuesIn([{ name: 'x', datatype: 'FP32', shape: [2, 1], data: [[1], [2]] }]), [1, 2]);
    assert.deepEqual(valuesIn([{ name: 'x', datatype: 'INT64', shape: [1], data: [7] }]), [7n]);
    assert.deepEqual(valuesIn([{ name: 'x', datatype: 'BOOL', shape: [2], data: [true, false] }]), [1, 0]);
    assert.deepEqual(valuesIn([{ name: 'x', datatype: 'FP32', shape: [0, 4] }]), []);
    assert.deepEqual(valuesIn([{ name: 'x', datatype: 'FP32', shape: [2], data: [1, 2], parameters: null }]), [1, 2]);
    assert.ok(read({ outputs: [output] }));
    const json = Buffer.from(JSON.stringify({ outputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [3] }] }));
    assert.deepEqual([...decodeResponse(json, undefined, 'id', ['x']).x!.data], [3]);
  });

  const json = { name: 'x', datatype: 'FP32', shape: [2], data: [1, 2] };
  const refused: { name: string; outputs: unknown; tail?: Buffer; says: RegExp }[] = [
    { name: 'infinity as null', outputs: [{ ...json, data: [1, null] }], says: /^Not a number in the output x/ },
    { name: 'text', outputs: [{ ...json, data: ['1', '2'] }], says: /^Not a number in the output x/ },
    { name: 'a share as an integer', outputs: [{ ...json, datatype: 'INT64', data: [1, 0.5] }], says: /^Not a whole/ },
    {
      name: 'too few values',
      outputs: [{ ...json, data: [1] }],
      says: /output x from the server: 1 values, its shape has 2/,
    },
    { name: 'too few bytes', outputs: [output], tail: eight.subarray(1), says: /^Incomplete output x/ },
    { name: 'too many bytes', outputs: [output], tail: Buffer.alloc(9), says: /^Unknown 1 bytes/ },
    {
      name: 'half an element',
      outputs: [{ ...output, parameters: { binary_data_size: 7 } }],
      tail: Buffer.alloc(7),
      says: /1\.75 values/,
    },
    {
      name: 'a negative size',
      outputs: [{ ...output, parameters: { binary_data_size: -8 } }],
      says: /^Incomplete output/,
    },
    { name: 'a negative dimension', outputs: [{ ...output, shape: [-1] }], says: /shape .*: \[-1\]$/ },
    { name: 'no shape', outputs: [{ ...output, shape: undefined }], says: /shape .*: undefined$/ },
    { name: 'nothing as an output', outputs: [null], says: /shape .*: undefined$/ },
    {
      name: 'a type that no server has',
      outputs: [{ ...json, datatype: 'constructor' }],
      says: /type .*: constructor$/,
    },
    { name: 'BF16', outputs: [{ ...output, datatype: 'BF16' }], says: /type .*: BF16$/ },
    { name: 'another output', outputs: [{ ...output, name: 'y' }], says: /^Missing output x/ },
    { name: 'no list of outputs', outputs: 'x', says: /^No outputs/ },
  ];
  for (const { name, outputs, tail, says } of refused) {
    it(`is refused with ${name}`, () => {
      const rest: Buffer = tail ?? (JSON.stringify(outputs)?.includes('binary_data_size') ? eight : Buffer.alloc(0));
      assert.throws(() => read({ id: 'id', outputs }, rest), { code: 'MODEL_UNSUPPORTED', message: says });
    });
  }

  it('is refused if it is for another request, is no JSON, or its JSON is cut off', () => {
    const body = Buffer.from('{"id": "id", "outputs": []}');
    assert.throws(() => read({ id: 'other', outputs: [output] }), { message: /^Outputs of another request/ });
    assert.throws(() => decodeResponse(body.subarray(0, 9), undefined, 'id', []), { message: /^No JSON/ });
    assert.throws(() => decodeResponse(body, 99, 'id', []), { message: /^Incomplete JSON/ });
    assert.throws(() => decodeResponse(body, Number.NaN, 'id', []), { message: /^Incomplete JSON/ });
  });
});
