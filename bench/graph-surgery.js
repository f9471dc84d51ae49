// Small operations on an ONNX graph.
const { readFileSync, writeFileSync } = require('node:fs');
const { onnx } = require('onnx-proto');

const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

/** Reads a model, lets `change` change its graph, writes it elsewhere. */
function changeModel(from, to, change) {
  const model = onnx.ModelProto.decode(readFileSync(from));
  change(model.graph);
  writeFileSync(to, onnx.ModelProto.encode(model).finish());
}

/** @param attributes numbers, arrays of integers, or texts */
function node(opType, input, output, attributes = {}) {
  const attribute = Object.entries(attributes).map(([name, value]) => {
    if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
    if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value) };
    return { name, type: AttributeType.INT, i: value };
  });
  return onnx.NodeProto.create({ opType, name: `bench/${output}`, input, output: [output], attribute });
}

function constant(graph, name, dims, values) {
  const isFloat = values instanceof Float32Array;
  const data = isFloat ? values : BigInt64Array.from(values, BigInt);
  graph.initializer.push(
    onnx.TensorProto.create({
      name,
      dims,
      dataType: isFloat ? DataType.FLOAT : DataType.INT64,
      rawData: new Uint8Array(data.buffer),
    }),
  );
  return name;
}

/** What read an input now reads `instead`. The input may get a new size. */
function replaceInput(graph, name, instead, dims) {
  for (const { input } of graph.node) {
    input.forEach((read, at) => {
      if (read === name) input[at] = instead;
    });
  }
  if (!dims) return;
  const { tensorType } = graph.input.find((input) => input.name === name).type;
  tensorType.shape = { dim: dims.map((dimValue) => ({ dimValue })) };
}

/** The width of the pictures that an input takes. */
const sideOf = (graph, name) =>
  Number(graph.input.find((input) => input.name === name).type.tensorType.shape.dim[3].dimValue);

/** What made an output now makes `instead`. */
function replaceOutput(graph, name, instead) {
  const { output } = graph.node.find((made) => made.output.includes(name));
  output[output.indexOf(name)] = instead;
}

/**
 * Nodes of 3 x 3 convolutions whose result is always the number 0. onnxruntime does not see that, and computes them.
 * @param source name of a `[n, channels, height, width]` tensor
 */
function needlessWork(graph, source, { channels, stride, layers }, zero) {
  const width = 64;
  const nodes = [];
  let read = source;
  for (let layer = 0; layer < layers; layer++) {
    const from = layer === 0 ? channels : width;
    const strides = layer === 0 ? [stride, stride] : [1, 1];
    const weights = constant(graph, `bench/weights${layer}`, [width, from, 3, 3], weightsFor(width, from));
    nodes.push(
      node('Conv', [read, weights], `convolved${layer}`, { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides }),
      node('Relu', [`convolved${layer}`], `needless${layer}`),
    );
    read = `needless${layer}`;
  }
  const nought = constant(graph, 'bench/zero', [], new Float32Array(1));
  return [...nodes, node('ReduceMean', [read], 'mean', { keepdims: 0 }), node('Mul', ['mean', nought], zero)];
}

/** Kaiming's bounds keep the values in their range however many layers follow. */
function weightsFor(to, from) {
  const bound = Math.sqrt(6 / (from * 9));
  let seed = 1;
  return Float32Array.from({ length: to * from * 9 }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed / 2 ** 31 - 1) * bound;
  });
}

module.exports = { changeModel, constant, needlessWork, node, replaceInput, replaceOutput, sideOf };
