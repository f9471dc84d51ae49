// An inference server that answers at once with outputs of true sizes, in a process of its own: what it takes is the transport.
// The graphs have the inputs and outputs of a Grounding DINO for 800 x 800 and of a SAM 2 for 1024 x 1024 pixels.
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

const DETECTOR_SIDE = 800;
const ENCODER_SIDE = 1024;
const QUERIES = 900;
const MASK_SIDE = 256;
/** A logit of a detector that finds nothing, and one of a good mask. */
const [NOTHING, GOOD] = [-10, 1];

/** Logits of a mask with a square of a quarter of its side, in the numbers of a precision. */
function maskOf(outside, inside) {
  const plane = new Array(MASK_SIDE * MASK_SIDE).fill(outside);
  const [from, to] = [(MASK_SIDE * 3) / 8, (MASK_SIDE * 5) / 8];
  for (let y = from; y < to; y++) plane.fill(inside, y * MASK_SIDE + from, y * MASK_SIDE + to);
  return plane;
}
const mask = { FP32: maskOf(-1, 1), FP16: maskOf(0xbc00, 0x3c00) };

const text = ['input_ids', 'token_type_ids', 'attention_mask'].map((name) => [name, 'INT64', [1, -1]]);
const prompts = [
  ['input_points', 'FP32', [1, -1, -1, 2]],
  ['input_labels', 'INT64', [1, -1, -1]],
  ['input_boxes', 'FP32', [1, -1, 4]],
];
const embeddings = [
  ['image_embeddings.0', 'FP32', [1, 32, 256, 256]],
  ['image_embeddings.1', 'FP32', [1, 64, 128, 128]],
  ['image_embeddings.2', 'FP32', [1, 256, 64, 64]],
];
const boxes = ['pred_boxes', 'FP32', [1, QUERIES, 4]];
const pixels = (side) => ['pixel_values', 'FP32', [1, 3, side, side]];
const image = (side) => ['image', 'UINT8', [1, side, side, 3]];
const score = ['object_score_logits', 'FP32', [1, -1, 1], [GOOD]];

/** By name: inputs, outputs with the values that their elements repeat. An open dimension of an output is that of the prompts. */
const graphs = {
  demo: {
    inputs: [pixels(DETECTOR_SIDE), ...text, ['pixel_mask', 'INT64', [1, DETECTOR_SIDE, DETECTOR_SIDE]]],
    outputs: [['logits', 'FP32', [1, QUERIES, 256], [NOTHING]], boxes],
  },
  'demo-encoder': { inputs: [pixels(ENCODER_SIDE)], outputs: embeddings },
  'demo-decoder': {
    inputs: [...prompts, ...embeddings],
    outputs: [
      ['iou_scores', 'FP32', [1, -1, 3], [GOOD]],
      ['pred_masks', 'FP32', [1, -1, 3, MASK_SIDE, MASK_SIDE], mask.FP32],
      score,
    ],
  },
  packed: {
    inputs: [image(DETECTOR_SIDE), ...text],
    outputs: [['logits', 'FP32', [1, QUERIES, -1], [NOTHING]], boxes],
  },
  fused: {
    inputs: [image(ENCODER_SIDE), ...prompts],
    outputs: [
      ['iou_scores', 'FP32', [1, -1, 1], [GOOD]],
      ['best_masks', 'FP16', [1, -1, 1, MASK_SIDE, MASK_SIDE], mask.FP16],
      score,
    ],
  },
};

const arrays = { FP32: Float32Array, FP16: Uint16Array };

/** The outputs of a run, and the JSON that describes them. */
function outputsOf({ outputs }, { id, inputs }) {
  const open = (inputs.find(({ name }) => name === 'input_boxes' || name === 'input_ids')?.shape ?? [])[1];
  const tensors = outputs.map(([name, datatype, shape, values = [0]]) => {
    const dims = shape.map((dim) => (dim === -1 ? open : dim));
    const data = new arrays[datatype](dims.reduce((product, dim) => product * dim, 1));
    if (values.length === 1) data.fill(values[0]);
    else for (let at = 0; at < data.length; at += values.length) data.set(values, at);
    return { name, datatype, shape: dims, bytes: Buffer.from(data.buffer) };
  });
  const described = tensors.map(({ bytes, ...rest }) => ({
    ...rest,
    parameters: { binary_data_size: bytes.length },
  }));
  return { head: Buffer.from(JSON.stringify({ id, outputs: described })), parts: tensors.map(({ bytes }) => bytes) };
}

/**
 * Starts the server, and returns its address and the bytes that it received and sent since the last call of `takeBytes`.
 * @param computeMs how long each run takes. Runs follow each other
 */
async function startServer(computeMs) {
  let computing = Promise.resolve();
  let bytes = { up: 0, down: 0 };
  const send = (response, headers, body) => {
    bytes.down += body.length;
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    bytes.up += body.length;
    const [, name, rest] = /^\/v2\/models\/([^/]+)(\/infer)?$/.exec(request.url) ?? [];
    const graph = graphs[name];
    if (!graph) return response.writeHead(404).end('{"error":"unknown model"}');
    if (!rest) {
      const described = (tensors) => tensors.map(([name, datatype, shape]) => ({ name, datatype, shape }));
      const json = { name, inputs: described(graph.inputs), outputs: described(graph.outputs) };
      return send(response, {}, Buffer.from(JSON.stringify(json)));
    }
    if (computeMs > 0) {
      computing = computing.then(() => sleep(computeMs));
      await computing;
    }
    const jsonBytes = Number(request.headers['inference-header-content-length']);
    const { head, parts } = outputsOf(graph, JSON.parse(body.subarray(0, jsonBytes)));
    send(response, { 'inference-header-content-length': head.length }, Buffer.concat([head, ...parts]));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    takeBytes() {
      const taken = bytes;
      bytes = { up: 0, down: 0 };
      return taken;
    },
  };
}

module.exports = { startServer };
