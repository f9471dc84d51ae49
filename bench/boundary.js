// The price of drawing in another process: `openRenderer` against a thread of the caller's process with the same code.
const { join } = require('node:path');
const { Worker } = require('node:worker_threads');
const { built, ours } = require('./paths');
const { loopDelay } = require('./loop-delay');
const { median, openSide, serveSides, timed } = require('./measure');
const { detections, images, size } = require('./scene');

const ROUNDS = 30;
const WARM_UP = 5;
const VARIANTS = 5;
const LIMIT_MS = 25;
const MAX_EXTRA_MS = 15;

/** The detections of the scene with round masks. */
const masked = detections.map((detection) => {
  const [left, top, width, height] = detection.bbox.map(Math.round);
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = Math.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5) < 0.5;
      data[y * width + x] = isInside ? 1 : 0;
    }
  }
  return { ...detection, mask: { type: 'uint8', dims: [height, width], offset: [left, top], data } };
});

/** Images as messages carry them. */
const kinds = {
  'a JPEG': () => images(VARIANTS),
  'raw pixels': async () =>
    Promise.all(
      (await images(VARIANTS)).map(async (jpeg) => ({
        data: await ours('sharp')(jpeg).raw().toBuffer(),
        ...size,
        channels: 3,
      })),
    ),
};

/** Draws each image of a call and returns the times, and how long the event loop was blocked. */
function drawing(render) {
  const { renderDefaults } = built('src');
  const loaded = {};
  return async ({ kind, count }) => {
    loaded[kind] ??= await kinds[kind]();
    const times = [];
    const delay = await loopDelay(async () => {
      for (let at = 0; at < count; at++) {
        const request = { ...renderDefaults, image: loaded[kind][at % VARIANTS], detections: masked };
        times.push(await timed(() => render(request)));
      }
    });
    return { times, ...delay };
  };
}

const sides = {
  process() {
    const { openRenderer } = built('src');
    const renderer = openRenderer();
    return drawing((request) => renderer.render(request));
  },

  thread() {
    const { Caller } = built('src/calls/caller');
    const { threadPort } = built('src/calls/ports');
    const caller = new Caller(threadPort(new Worker(join(__dirname, 'render-thread.js'))));
    return drawing(({ image, detections, ...options }) => {
      const transfer = [];
      const moved = (bytes) => {
        const own = new Uint8Array(bytes);
        transfer.push(own.buffer);
        return own;
      };
      const params = {
        ...options,
        image: Buffer.isBuffer(image) ? moved(image) : { ...image, data: moved(image.data) },
        detections: detections.map((detection) => ({
          ...detection,
          mask: { ...detection.mask, data: moved(detection.mask.data) },
        })),
      };
      return caller.call('render', params, { transfer });
    });
  },
};

async function compare() {
  let rows;
  // This process is idle while the sides work. If its own timers are late, the machine was busy.
  const idle = await loopDelay(async () => {
    rows = await compareSides();
  });
  const notes = [
    `Boundary: meanwhile, the event loop of the process that compares was blocked for at most ${idle.max.toFixed(1)} ms.`,
  ];
  return { rows, notes };
}

async function compareSides() {
  const opened = Object.keys(sides).map((side) => openSide(__filename, side));
  const rows = [];
  try {
    for (const kind of Object.keys(kinds)) {
      const results = opened.map(() => ({ times: [], max: 0 }));
      for (const side of opened) await side.call({ kind, count: WARM_UP });
      // The sides take turns, so that other work on the machine meets both.
      for (let round = 0; round < ROUNDS; round++) {
        for (const [at, side] of opened.entries()) {
          const { times, max } = await side.call({ kind, count: 1 });
          results[at].times.push(...times);
          results[at].max = Math.max(results[at].max, max);
        }
      }
      const [ourMs, peerMs] = results.map(({ times }) => median(times));
      rows.push(
        {
          name: `1080p with 20 masks, ${kind}: drawn in`,
          ours: `${ourMs.toFixed(0)} ms`,
          peer: `${peerMs.toFixed(0)} ms (thread)`,
          ratio: ourMs / peerMs,
          target: `ours - peer <= ${MAX_EXTRA_MS} ms`,
          isMet: () => ourMs - peerMs <= MAX_EXTRA_MS,
        },
        {
          name: `1080p with 20 masks, ${kind}: event loop blocked`,
          ours: `${results[0].max.toFixed(1)} ms`,
          peer: `${results[1].max.toFixed(1)} ms (thread)`,
          target: `ours < ${LIMIT_MS} ms`,
          isMet: () => results[0].max < LIMIT_MS,
        },
      );
    }
  } finally {
    for (const side of opened) side.close();
  }
  return rows;
}

if (require.main === module) serveSides(sides);

module.exports = { compare };
