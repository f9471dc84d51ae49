// onnxruntime-node as most code calls it: on the calling thread, with default options.
const { join } = require('node:path');
const { built, ours } = require('./paths');

const DETECTOR_SIDE = 800;
const ENCODER_SIDE = 1024;
/** Boxes per decoder run, as in the engine. */
const BOXES_PER_RUN = 8;

/** Opens the graphs of two model folders. Each returned function runs one graph once and returns its output tensors. */
async function openBare({ detector, segmenter }) {
  const { InferenceSession, Tensor } = ours('onnxruntime-node');
  const open = (folder, name) => InferenceSession.create(join(folder, 'onnx', `${name}.onnx`), { logSeverityLevel: 3 });
  const model = await open(detector, 'model');
  const encoder = await open(segmenter, 'vision_encoder');
  const decoder = await open(segmenter, 'prompt_encoder_mask_decoder');
  const int64 = (dims, values) => new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const pixels = (side, data) => new Tensor('float32', data, [1, 3, side, side]);
  const detectorMask = int64([1, DETECTOR_SIDE, DETECTOR_SIDE], new Uint8Array(DETECTOR_SIDE ** 2).fill(1));

  return {
    /**
     * @param data pixels as `pixelsOf` returns them, for a side of `DETECTOR_SIDE`
     * @param ids token ids of the prompt
     */
    detector(data, ids) {
      return model.run({
        pixel_values: pixels(DETECTOR_SIDE, data),
        pixel_mask: detectorMask,
        input_ids: int64([1, ids.length], ids),
        token_type_ids: int64([1, ids.length], new Uint8Array(ids.length)),
        attention_mask: int64([1, ids.length], new Uint8Array(ids.length).fill(1)),
      });
    },
    /** @param data pixels as `pixelsOf` returns them, for a side of `ENCODER_SIDE` */
    encoder: (data) => encoder.run({ pixel_values: pixels(ENCODER_SIDE, data) }),
    /**
     * @param embeddings output of `encoder`
     * @param corners `[x1, y1, x2, y2]` of each box, in pixels of the encoder's square
     */
    decoder: (embeddings, corners) =>
      decoder.run({
        ...embeddings,
        input_boxes: new Tensor('float32', Float32Array.from(corners.flat()), [1, corners.length, 4]),
        input_points: new Tensor('float32', new Float32Array(0), [1, 1, 0, 2]),
        input_labels: int64([1, corners.length, 0], []),
      }),
  };
}

/** The token ids of `prompt`, as the engine makes them for the model in `folder`. */
function idsOf(folder, prompt) {
  const { openTokenizer } = built('src/models/grounding-dino/tokenizer');
  const { captionsFor } = built('src/models/grounding-dino/caption');
  const { parsePrompt } = built('src/models/grounding-dino/prompt');
  const json = (name) => require(join(folder, name));
  const tokenizer = openTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
  const captions = captionsFor(parsePrompt('prompt', prompt), tokenizer, 256);
  if (captions.length > 1) throw new Error('The prompt must fit into one caption: both sides run the detector once');
  return captions[0].ids;
}

/** Decodes and resizes an image to float32 [3, side, side], RGB planes normalised to (value / 255 - 0.45) / 0.225. */
async function pixelsOf(image, side) {
  const data = await ours('sharp')(image).resize(side, side, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  const plane = side * side;
  const values = new Float32Array(3 * plane);
  for (let at = 0; at < plane; at++) {
    for (let channel = 0; channel < 3; channel++) {
      values[channel * plane + at] = (data[at * 3 + channel] / 255 - 0.45) / 0.225;
    }
  }
  return values;
}

const chunksOf = (boxes) =>
  Array.from({ length: Math.ceil(boxes.length / BOXES_PER_RUN) }, (_, at) =>
    boxes.slice(at * BOXES_PER_RUN, (at + 1) * BOXES_PER_RUN),
  );

/**
 * Converts boxes to corners `[x1, y1, x2, y2]` in pixels of the encoder's square.
 * @param boxes `[x, y, width, height]` in pixels of an image of `width` x `height`
 */
const cornersOf = (boxes, { width, height }) =>
  boxes.map(([x, y, w, h]) => {
    const [scaleX, scaleY] = [ENCODER_SIDE / width, ENCODER_SIDE / height];
    return [x * scaleX, y * scaleY, (x + w) * scaleX, (y + h) * scaleY];
  });

module.exports = { BOXES_PER_RUN, chunksOf, cornersOf, DETECTOR_SIDE, ENCODER_SIDE, idsOf, openBare, pixelsOf };
