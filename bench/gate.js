// The price of the motion gate: decoding and deciding against sharp's bare decoding, and how long Node-RED is blocked.
const { loopDelay } = require('./loop-delay');
const { callOnce, serveSides, timed } = require('./measure');
const { startNodeRed } = require('./node-red');
const { built, ours } = require('./paths');
const { images } = require('./scene');

const ROUNDS = 60;
const WARM_UP = 15;
const VARIANTS = 5;
const MAX_RATIO = 1.15;
const LIMIT_MS = 2;

/** The lower quartile: other work on the machine makes runs slower, never faster. */
const lowerQuartile = (values) => [...values].sort((a, b) => a - b)[values.length >> 2];

const sides = {
  /** Both sides in one process, in turns: each run of sharp has all its threads. */
  async decoding() {
    // Before the library is loaded, which lets sharp read no SVG.
    const jpegs = await images(VARIANTS);
    const { decodeGrey } = built('src/image/grey');
    const { openGate } = built('src/motion/gate');
    const sharp = ours('sharp');
    return async () => {
      const gate = openGate();
      const times = { ours: [], peer: [], decide: [] };
      for (let round = 0; round < ROUNDS + WARM_UP; round++) {
        const jpeg = jpegs[round % VARIANTS];
        let grey;
        const decode = await timed(async () => {
          grey = await decodeGrey(jpeg, 160);
        });
        const decide = await timed(() => gate.update({ time: round * 500, grey, image: grey.image }));
        const peer = await timed(() => sharp(jpeg).resize(160).greyscale().raw().toBuffer());
        if (round < WARM_UP) continue;
        times.ours.push(decode + decide);
        times.decide.push(decide);
        times.peer.push(peer);
      }
      return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, lowerQuartile(values)]));
    };
  },

  async node() {
    const send = await startNodeRed([{ type: 'motion-gate', wires: [['n2'], ['n2']] }]);
    return async () => {
      const jpegs = await images(VARIANTS);
      for (let at = 0; at < WARM_UP; at++) await send({ payload: jpegs[at % VARIANTS] });
      const blocked = [];
      for (let at = 0; at < ROUNDS; at++) {
        blocked.push((await loopDelay(() => send({ payload: jpegs[at % VARIANTS] }))).max);
      }
      return { quartile: lowerQuartile(blocked), max: Math.max(...blocked) };
    };
  },
};

async function compare() {
  const decoding = await callOnce(__filename, 'decoding');
  let node;
  const idle = await loopDelay(async () => {
    node = await callOnce(__filename, 'node');
  });
  const inMs = (value) => `${value.toFixed(1)} ms`;
  return {
    rows: [
      {
        name: 'Motion gate, 1080p JPEG: decode and decide',
        ours: inMs(decoding.ours),
        peer: inMs(decoding.peer),
        ratio: decoding.ours / decoding.peer,
        target: `<= ${MAX_RATIO}`,
        isMet: (ratio) => ratio <= MAX_RATIO,
      },
      {
        name: "Motion gate: Node-RED's event loop blocked by an image",
        ours: inMs(node.quartile),
        target: `ours < ${LIMIT_MS} ms`,
        isMet: () => node.quartile < LIMIT_MS,
      },
    ],
    notes: [
      `Motion gate: deciding takes ${decoding.decide.toFixed(2)} ms of it. The longest block by one of ${ROUNDS} images was ${inMs(node.max)}; meanwhile, an idle process was blocked for at most ${inMs(idle.max)}.`,
    ],
  };
}

if (require.main === module) serveSides(sides);

module.exports = { compare };
