// How long Node-RED's event loop is blocked while models run: our nodes against onnxruntime-node in a function node.
const { chunksOf, cornersOf, DETECTOR_SIDE, ENCODER_SIDE, idsOf, openBare, pixelsOf } = require('./bare');
const { heavyModels } = require('./heavy-models');
const { loopDelay } = require('./loop-delay');
const { callOnce, serveSides } = require('./measure');
const { startNodeRed } = require('./node-red');
const { detections, images, prompt, size } = require('./scene');

const ROUNDS = 6;
const WARM_UP = 2;
const LIMIT_MS = 25;

const sides = {
  async ours() {
    const { detector, segmenter } = await heavyModels();
    const send = await startNodeRed(
      [
        { type: 'grounding-dino', model: detector, prompt },
        // Always segment all 20 objects, even if the demo model misses some.
        { type: 'function', func: "return { ...msg, detections: global.get('detections') };" },
        { type: 'sam', model: segmenter },
        { type: 'mask-render' },
      ],
      { detections },
    );
    return () => measureFlow(send, (msg) => msg.detections.every(({ mask }) => mask.data.length > 1000));
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
    return () => measureFlow(send, ({ masks }) => masks.length === chunks.length);
  },
};

/** Sends images through a flow and returns the delays of this event loop. Throws if a result fails `isComplete`. */
async function measureFlow(send, isComplete) {
  const jpegs = await images(ROUNDS + WARM_UP);
  const results = [];
  for (const payload of jpegs.slice(0, WARM_UP)) await send({ payload });
  const delay = await loopDelay(async () => {
    for (const payload of jpegs.slice(WARM_UP)) results.push(await send({ payload }));
  });
  if (!results.every(isComplete)) throw new Error('The flow returned an incomplete result');
  return delay;
}

async function compare() {
  let ours;
  // This process is idle meanwhile. If its own timers are late, the machine was busy.
  const idle = await loopDelay(async () => {
    ours = await callOnce(__filename, 'ours');
  });
  const peer = await callOnce(__filename, 'peer');
  const row = (statistic, field) => ({
    name: `Node-RED's event loop blocked: ${statistic}`,
    ours: `${ours[field].toFixed(1)} ms`,
    peer: `${peer[field].toFixed(0)} ms`,
    ratio: ours[field] / peer[field],
  });
  return {
    rows: [
      { ...row('longest', 'max'), target: `ours < ${LIMIT_MS} ms`, isMet: () => ours.max < LIMIT_MS },
      row('99th percentile', 'p99'),
    ],
    notes: [`Event loop: meanwhile, the loop of an idle process was blocked for at most ${idle.max.toFixed(1)} ms.`],
  };
}

if (require.main === module) serveSides(sides);

module.exports = { compare };
