import { graphFields, modelFields, nodeFields } from '../../src/onnx/graph-file';
import { elementTypes, valueInfo } from '../../src/onnx/value-info';
import { bytesField, type Field, fieldsOf, integerField } from '../../src/onnx/wire';

const [FLOAT, INT_ATTRIBUTE] = [1, 2];

/** A detector whose logits are padded to 256 columns, as a graph that outputs a column per token: `[1, queries, tokens]`. */
export function withTextLogits(model: Buffer): Buffer {
  const fields = [...fieldsOf(model)].map((field) =>
    field.number === modelFields.graph ? bytesField(modelFields.graph, graphWithTextLogits(field.value)) : field.bytes,
  );
  return Buffer.concat(fields);
}

function graphWithTextLogits(graph: Buffer): Buffer {
  const kept = [...fieldsOf(graph)].map((field) => {
    if (isOutput(field))
      return bytesField(graphFields.output, valueInfo('logits', FLOAT, [1, dim('queries'), dim('tokens')]));
    return field.number === graphFields.node ? bytesField(graphFields.node, renamedOutput(field.value)) : field.bytes;
  });
  const shape = node('Shape', ['input_ids'], 'tokens', { start: 1, end: 2 });
  const slice = node('Slice', ['padded_logits', 'first', 'tokens', 'axis'], 'logits');
  return Buffer.concat([...kept, shape, slice, vector('first', 0), vector('axis', 2)]);
}

const isOutput = ({ number, value }: Field): boolean =>
  number === graphFields.output &&
  [...fieldsOf(value)].some((field) => field.number === 1 && String(field.value) === 'logits');

/** A node, whose output `logits` becomes `padded_logits`. */
const renamedOutput = (message: Buffer): Buffer =>
  Buffer.concat(
    [...fieldsOf(message)].map(({ number, value, bytes }) =>
      number === nodeFields.output && String(value) === 'logits'
        ? bytesField(nodeFields.output, 'padded_logits')
        : bytes,
    ),
  );

const dim = (name: string): Buffer => bytesField(2, name);

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, number> = {},
): Buffer {
  const given = Object.entries(attributes).map(([name, value]) =>
    bytesField(
      nodeFields.attribute,
      Buffer.concat([bytesField(1, name), integerField(3, value), integerField(20, INT_ATTRIBUTE)]),
    ),
  );
  const names = inputs.map((name) => bytesField(nodeFields.input, name));
  const rest = [bytesField(nodeFields.output, output), bytesField(nodeFields.opType, type), ...given];
  return bytesField(graphFields.node, Buffer.concat([...names, ...rest]));
}

/** An initializer int64 `[1]`. */
function vector(name: string, value: number): Buffer {
  const data = Buffer.from(BigInt64Array.of(BigInt(value)).buffer);
  const tensor = [integerField(1, 1), integerField(2, elementTypes.int64), bytesField(8, name), bytesField(9, data)];
  return bytesField(graphFields.initializer, Buffer.concat(tensor));
}
