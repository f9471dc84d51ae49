// The time that Node-RED needs to clone a message, which it does at every branching wire.
const { median, timed } = require('./measure');
const { ours } = require('./paths');
const { detections, size } = require('./scene');

const ROUNDS = 21;

/** Detections as `sam` sends them: each mask cropped to its object, in its own Buffer. */
const ourMasks = () =>
  detections.map((detection) => {
    const [x, y, width, height] = detection.bbox;
    const mask = { type: 'uint8', dims: [height, width], offset: [x, y], data: Buffer.alloc(width * height, 1) };
    return { ...detection, mask, maskScore: 0.9, area: mask.data.length };
  });

/** The same masks as typed arrays of the image's size, as runtimes return them. */
const plainMasks = () =>
  detections.map((detection) => {
    const data = new Uint8Array(size.width * size.height).fill(1);
    return { ...detection, mask: { type: 'uint8', dims: [size.height, size.width], data } };
  });

async function compare() {
  const { util } = ours('@node-red/util');
  const clone = (masks) =>
    timed(() => util.cloneMessage({ _msgid: '1', payload: Buffer.alloc(300_000), detections: masks }));
  const oursMs = [];
  for (let round = 0; round < ROUNDS; round++) oursMs.push(await clone(ourMasks()));
  // One round is enough, because it takes seconds.
  const peerMs = await clone(plainMasks());
  return {
    rows: [
      {
        name: 'Clone of a message with 20 masks',
        ours: `${median(oursMs).toFixed(2)} ms`,
        peer: `${Math.round(peerMs)} ms (full-size Uint8Array)`,
        ratio: median(oursMs) / peerMs,
        target: 'ours < 2 ms',
        isMet: () => median(oursMs) < 2,
      },
    ],
    notes: [],
  };
}

module.exports = { compare };
