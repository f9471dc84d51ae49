// How long Node-RED stands still while models run: with our nodes, and with onnxruntime-node called in a function node.
const { chunksOf, cornersOf, DETECTOR_SIDE, ENCODER_SIDE, idsOf, openBare, pixelsOf } = require('./bare');
const { heavyModels } = require('./heavy-models');
const { loopDelay } = require('./loop-delay');
const { answerAsSide, askFresh } = require('./measure');
const { startNodeRed } = require('./node-red');
const { detections, pictures, prompt, size } = require('./scene');

const ROUNDS = 6;
const WARM_UP = 2;
const LIMIT_MS = 25;

const sides = {
  async ours() {
    const { detector, segmenter } = await heavyModels();
    const send = await startNodeRed(
      [
        { type: 'grounding-dino', model: detector, prompt },
        // All 20 objects, whatever the demo model finds of them.
        { type: 'function', func: "return { ...msg, detections: global.get('detections') };" },
        { type: 'sam', model: segmenter },
        { type: 'mask-render' },
      ],
      { detections },
    );
    return () => observed(send, ({ detections: cut }) => cut.every(({ mask }) => mask.data.length > 1000));
  },

  async peer() {
    const folders = await heavyModels();
    const bare = await openBare(folders);
    const ids = idsOf(folders.detector, prompt);
    const chunks = chunksOf(
      cornersOf(
        detections.map(({ bbox }) => bbox),
        size,
      ),
    );
    const models = async (image) => {
      await bare.detector(await pixelsOf(image, DETECTOR_SIDE), ids);
      const embeddings = await bare.encoder(await pixelsOf(image, ENCODER_SIDE));
      const masks = [];
      for (const chunk of chunks) masks.push(await bare.decoder(embeddings, chunk));
      return masks;
    };
    const func = "msg.masks = await global.get('models')(msg.payload); return msg;";
    const send = await startNodeRed([{ type: 'function', func }], { models });
    return () => observed(send, ({ masks }) => masks.length === chunks.length);
  },
};

async function observed(send, isRight) {
  const images = await pictures(ROUNDS + WARM_UP);
  const results = [];
  for (const image of images.slice(0, WARM_UP)) await send({ payload: image });
  const delay = await loopDelay(async () => {
    for (const image of images.slice(WARM_UP)) results.push(await send({ payload: image }));
  });
  if (!results.every(isRight)) throw new Error('The flow did not do its work');
  return delay;
}

async function compare() {
  let ours;
  // This process has nothing to do meanwhile: when its own timers are late, it is the machine that was busy.
  const idle = await loopDelay(async () => {
    ours = await askFresh(__filename, 'ours');
  });
  const peer = await askFresh(__filename, 'peer');
  const row = (what, field) => ({
    what: `Node-RED's event loop held up: ${what}`,
    ours: `${ours[field].toFixed(1)} ms`,
    peer: `${peer[field].toFixed(0)} ms`,
    ratio: ours[field] / peer[field],
  });
  return {
    rows: [
      { ...row('longest', 'max'), target: `ours < ${LIMIT_MS} ms`, isMet: () => ours.max < LIMIT_MS },
      row('slowest hundredth', 'p99'),
    ],
    notes: [
      `Event loop: while ours ran, that of an idle process was held up for ${idle.max.toFixed(1)} ms at the most.`,
    ],
  };
}

if (require.main === module) answerAsSide(sides);

module.exports = { compare };
