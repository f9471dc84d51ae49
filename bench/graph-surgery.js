// Small operations on an ONNX graph.
const { readFileSync, writeFileSync } = require('node:fs');
const { onnx } = require('onnx-proto');

const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

/** Reads the model file `from`, calls `change(graph)`, and writes the result to the file `to`. */
function changeModel(from, to, change) {
  const model = onnx.ModelProto.decode(readFileSync(from));
  change(model.graph);
  writeFileSync(to, onnx.ModelProto.encode(model).finish());
}

/**
 * Makes a node with one output.
 * @param input names of the inputs
 * @param attributes integers, arrays of integers, or strings
 */
function node(opType, input, output, attributes = {}) {
  const attribute = Object.entries(attributes).map(([name, value]) => {
    if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
    if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value) };
    return { name, type: AttributeType.INT, i: value };
  });
  return onnx.NodeProto.create({ opType, name: `bench/${output}`, input, output: [output], attribute });
}

/** Adds an initializer of float32 (`values` is a Float32Array) or int64, and returns its name. */
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

/** Makes all nodes that read the input `name` read `replacement`. With `dims`, the input gets this shape. */
function replaceInput(graph, name, replacement, dims) {
  for (const { input } of graph.node) {
    input.forEach((inputName, at) => {
      if (inputName === name) input[at] = replacement;
    });
  }
  if (!dims) return;
  const { tensorType } = graph.input.find((input) => input.name === name).type;
  tensorType.shape = { dim: dims.map((dimValue) => ({ dimValue })) };
}

/** The width in pixels of the image input `name`, [batch, channels, height, width]. */
const sideOf = (graph, name) =>
  Number(graph.input.find((input) => input.name === name).type.tensorType.shape.dim[3].dimValue);

/** Renames the tensor `name` to `replacement` in the node that computes it, so that another node can compute `name`. */
function replaceOutput(graph, name, replacement) {
  const { output } = graph.node.find((node) => node.output.includes(name));
  output[output.indexOf(name)] = replacement;
}

/**
 * Returns nodes of 3 x 3 convolutions whose result is always 0. onnxruntime cannot detect this and computes them.
 * @param source name of a `[n, channels, height, width]` tensor
 * @param zero name of the result, a scalar
 */
function needlessWork(graph, source, { channels, stride, layers }, zero) {
  const width = 64;
  const nodes = [];
  let input = source;
  for (let layer = 0; layer < layers; layer++) {
    const from = layer === 0 ? channels : width;
    const strides = layer === 0 ? [stride, stride] : [1, 1];
    const weights = constant(graph, `bench/weights${layer}`, [width, from, 3, 3], weightsFor(width, from));
    nodes.push(
      node('Conv', [input, weights], `convolved${layer}`, { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides }),
      node('Relu', [`convolved${layer}`], `needless${layer}`),
    );
    input = `needless${layer}`;
  }
  const factor = constant(graph, 'bench/zero', [], new Float32Array(1));
  return [...nodes, node('ReduceMean', [input], 'mean', { keepdims: 0 }), node('Mul', ['mean', factor], zero)];
}

/** Uniform weights within Kaiming's bounds, which keep the range of the values constant over any number of layers. */
function weightsFor(to, from) {
  const bound = Math.sqrt(6 / (from * 9));
  let seed = 1;
  return Float32Array.from({ length: to * from * 9 }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed / 2 ** 31 - 1) * bound;
  });
}

module.exports = { changeModel, constant, needlessWork, node, replaceInput, replaceOutput, sideOf };
