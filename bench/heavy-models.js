// The demo models at the sizes of real ones: the same results, with inputs and outputs as large as those of Grounding
// DINO and SAM 2.1. Needless convolutions make each run take at least `targetMs` on this machine.
const { createHash } = require('node:crypto');
const { cpSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { cpus } = require('node:os');
const { basename, join } = require('node:path');
const { BOXES_PER_RUN, DETECTOR_SIDE, ENCODER_SIDE, openBare } = require('./bare');
const { changeModel, constant, needlessWork, node, replaceInput, replaceOutput, sideOf } = require('./graph-surgery');
const { callOnce, serveSides, timed } = require('./measure');
const { cache, root } = require('./paths');

const folders = { detector: join(cache, 'grounding-dino'), segmenter: join(cache, 'sam2') };

/** Minimum milliseconds per run; for the decoder with `BOXES_PER_RUN` boxes. */
const targetMs = { detector: 200, encoder: 200, decoder: 100 };
/** Factor on `targetMs`: other load on the machine may have slowed down the calibration. */
const MARGIN = 1.15;

const graphs = {
  detector: { file: 'grounding-dino/onnx/model.onnx', change: enlargeDetector },
  encoder: { file: 'sam2/onnx/vision_encoder.onnx', change: enlargeEncoder },
  decoder: { file: 'sam2/onnx/prompt_encoder_mask_decoder.onnx', change: enlargeDecoder },
};

function enlargeDetector(graph, layers) {
  const small = enlargePixels(graph, DETECTOR_SIDE, layers);
  replaceInput(graph, 'pixel_mask', 'small_mask', [1, DETECTOR_SIDE, DETECTOR_SIDE]);
  const numbers = (name, values) => constant(graph, `bench/${name}`, [values.length], values);
  // The images are squares without padding, so every part of the mask is the same.
  const range = [numbers('starts', [0, 0]), numbers('ends', [small, small]), numbers('axes', [1, 2])];
  graph.node.unshift(node('Slice', ['pixel_mask', ...range], 'small_mask'));
}

function enlargeEncoder(graph, layers) {
  enlargePixels(graph, ENCODER_SIDE, layers);
}

/**
 * Makes `pixel_values` take [1, 3, side, side] and resizes it to the original size inside the graph.
 * @param layers number of needless convolutions
 * @returns the original side in pixels
 */
function enlargePixels(graph, side, layers) {
  const small = sideOf(graph, 'pixel_values');
  const by = Math.floor(side / small);
  const size = constant(graph, 'bench/size', [4], [1, 3, small, small]);
  replaceInput(graph, 'pixel_values', 'small_pixels', [1, 3, side, side]);
  graph.node.unshift(
    ...needlessWork(graph, 'pixel_values', { channels: 3, stride: 4, layers }, 'nothing'),
    node('AveragePool', ['pixel_values'], 'pooled', { kernel_shape: [by, by], strides: [by, by] }),
    node('Resize', ['pooled', '', '', size], 'resized', { mode: 'linear' }),
    node('Add', ['resized', 'nothing'], 'small_pixels'),
  );
  return small;
}

/** Makes masks of 256 x 256 instead of 64 x 64. The needless work grows with the boxes, as in a real decoder. */
function enlargeDecoder(graph, layers) {
  replaceOutput(graph, 'pred_masks', 'small_masks');
  replaceOutput(graph, 'iou_scores', 'real_scores');
  replaceInput(graph, 'input_boxes', 'small_boxes');
  const numbers = (name, values) => constant(graph, `bench/${name}`, [values.length], values);
  const scales = constant(graph, 'bench/scales', [4], Float32Array.of(1, 1, 4, 4));
  const share = constant(graph, 'bench/share', [], Float32Array.of(256 / ENCODER_SIDE));
  graph.node.unshift(node('Mul', ['input_boxes', share], 'small_boxes'));
  graph.node.push(
    node('Reshape', ['small_masks', numbers('plain', [-1, 3, 64, 64])], 'plain_masks'),
    node('Resize', ['plain_masks', '', scales], 'large_masks', { mode: 'linear' }),
    node('Reshape', ['large_masks', numbers('grouped', [1, -1, 3, 256, 256])], 'pred_masks'),
    ...needlessWork(graph, 'plain_masks', { channels: 3, stride: 1, layers }, 'nothing'),
    node('Add', ['real_scores', 'nothing'], 'iou_scores'),
  );
}

/** Writes the graph `name` into the cache, enlarged and with this number of needless layers. */
function write(name, layers) {
  const { file, change } = graphs[name];
  changeModel(join(root, 'models/demo', file), join(cache, file), (graph) => change(graph, layers));
}

/** How often the number of layers is corrected by a measurement of the models that have it. */
const CORRECTIONS = 3;

/**
 * Models made under load of other programs take too little time once the machine is quiet, so cached ones are measured
 * again.
 * @returns the folders of detector and segmenter, made on first use
 */
async function heavyModels() {
  const layersFile = join(cache, 'layers.json');
  const key = cacheKey();
  const cached = existsSync(layersFile) ? JSON.parse(readFileSync(layersFile, 'utf8')) : undefined;
  if (cached?.key === key && isLongEnough(await callOnce(__filename, 'calibrate'))) return folders;
  // Copies only the two folders, not the files that a training may have left in models/demo.
  for (const folder of Object.values(folders)) {
    cpSync(join(root, 'models/demo', basename(folder)), folder, { recursive: true });
  }

  const msWith = (layers) => {
    for (const name of names) write(name, layers[name]);
    return callOnce(__filename, 'calibrate');
  };
  const [few, many] = [2, 6];
  const fewMs = await msWith(sameFor(few));
  const manyMs = await msWith(sameFor(many));
  const layerMs = (name) => Math.max((manyMs[name] - fewMs[name]) / (many - few), 1);
  const missing = (name, ms) => Math.ceil((targetMs[name] * MARGIN - ms[name]) / layerMs(name));
  let layers = forEach((name) => Math.max(few + missing(name, fewMs), 1));
  for (let correction = 0; correction < CORRECTIONS; correction++) {
    const before = layers;
    const ms = await msWith(before);
    if (isLongEnough(ms)) break;
    layers = forEach((name) => before[name] + Math.max(missing(name, ms), 0));
  }
  await msWith(layers);
  writeFileSync(layersFile, JSON.stringify({ key, layers }));
  return folders;
}

const names = Object.keys(graphs);
const forEach = (make) => Object.fromEntries(names.map((name) => [name, make(name)]));
const sameFor = (layers) => forEach(() => layers);
const isLongEnough = (ms) => names.every((name) => ms[name] >= targetMs[name]);

/** A hash of all that the cached models depend on: target times, processor, demo graphs and this file. */
function cacheKey() {
  const hash = createHash('sha256').update(JSON.stringify([targetMs, cpus().map(({ model }) => model)]));
  const sources = [...Object.values(graphs).map(({ file }) => join(root, 'models/demo', file)), __filename];
  for (const file of sources) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** Measures each graph: milliseconds of the fastest of 5 runs. */
async function calibrate() {
  const bare = await openBare(folders);
  const pixels = (side) => new Float32Array(3 * side * side).fill(0.1);
  const embeddings = await bare.encoder(pixels(ENCODER_SIDE));
  const corners = Array.from({ length: BOXES_PER_RUN }, (_, at) => [at * 40, 300, at * 40 + 200, 600]);
  const fastest = async (work) => {
    const ms = [];
    for (let round = 0; round < 5; round++) ms.push(await timed(work));
    return Math.min(...ms);
  };
  return async () => ({
    detector: await fastest(() => bare.detector(pixels(DETECTOR_SIDE), [2, 25, 5, 3])),
    encoder: await fastest(() => bare.encoder(pixels(ENCODER_SIDE))),
    decoder: await fastest(() => bare.decoder(embeddings, corners)),
  });
}

if (require.main === module) serveSides({ calibrate });

module.exports = { heavyModels };
