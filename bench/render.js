// How long Node-RED's event loop is blocked while a 4K image with 50 masks is drawn, in every style.
const { built, ours } = require('./paths');
const { loopDelay } = require('./loop-delay');
const { callOnce, median, serveSides } = require('./measure');
const { startNodeRed } = require('./node-red');

const size = { width: 3840, height: 2160 };
const [COLUMNS, ROWS] = [10, 5];
const RADIUS = 250;
const ROUNDS = 4;
const WARM_UP = 1;
const LIMIT_MS = 25;

/** Discs with a hole, each overlapping its neighbours. */
const detections = Array.from({ length: COLUMNS * ROWS }, (_, at) => {
  const side = 2 * RADIUS;
  const left = Math.round(((at % COLUMNS) * (size.width - side)) / (COLUMNS - 1));
  const top = Math.round((Math.floor(at / COLUMNS) * (size.height - side)) / (ROWS - 1));
  const data = Buffer.alloc(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = Math.hypot(x + 0.5 - RADIUS, y + 0.5 - RADIUS);
      data[y * side + x] = distance < RADIUS && distance > RADIUS / 3 ? 1 : 0;
    }
  }
  const mask = { type: 'uint8', dims: [side, side], offset: [left, top], data };
  return { label: `disc ${at % 7}`, score: 0.9 - at / 100, bbox: [left, top, side, side], mask };
});

/** Makes `count` different JPEGs of noise. */
function noiseImages(count) {
  const sharp = ours('sharp');
  const pixels = Buffer.alloc(size.width * size.height * 3);
  return Promise.all(
    Array.from({ length: count }, (_, variant) => {
      let seed = variant + 1;
      for (let at = 0; at < pixels.length; at++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        pixels[at] = 100 + (seed >>> 26);
      }
      const raw = { ...size, channels: 3 };
      return sharp(Buffer.from(pixels), { raw }).jpeg({ quality: 88 }).toBuffer();
    }),
  );
}

const sides = {
  async draw() {
    return async ({ styles, format }) => {
      const send = await startNodeRed([{ type: 'mask-render', styles, format }]);
      const images = await noiseImages(ROUNDS + WARM_UP);
      const results = [];
      const vision = { image: size };
      for (const payload of images.slice(0, WARM_UP)) await send({ payload, detections, vision });
      const delay = await loopDelay(async () => {
        for (const payload of images.slice(WARM_UP)) results.push(await send({ payload, detections, vision }));
      });
      if (!results.every(({ vision }) => vision.render.ms.inference > 0))
        throw new Error('The flow returned an incomplete result');
      return { ...delay, drawnMs: median(results.map(({ vision }) => vision.render.ms.inference)) };
    };
  },
};

async function compare() {
  const { renderDefaults, renderStyleNames } = built('src');
  const lists = [renderDefaults.styles, ...renderStyleNames.map((style) => [style])];
  const rows = [];
  const times = [];
  let idleMax = 0;
  for (const styles of lists) {
    let drawn;
    const format = styles.includes('cutout') ? 'png' : 'jpeg';
    const idle = await loopDelay(async () => {
      drawn = await callOnce(__filename, 'draw', { styles, format });
    });
    idleMax = Math.max(idleMax, idle.max);
    rows.push({
      name: `4K with 50 masks, event loop blocked: ${styles.join(', ')}`,
      ours: `${drawn.max.toFixed(1)} ms`,
      target: `ours < ${LIMIT_MS} ms`,
      isMet: () => drawn.max < LIMIT_MS,
    });
    times.push(`${styles.join(', ')} ${Math.round(drawn.drawnMs)} ms`);
  }
  return {
    rows,
    notes: [
      `4K: meanwhile, the event loop of an idle process was blocked for at most ${idleMax.toFixed(1)} ms.`,
      `4K, median time of the drawing itself, in its process: ${times.join('; ')}.`,
    ],
  };
}

if (require.main === module) serveSides(sides);

module.exports = { compare };
