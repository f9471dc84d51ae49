// From a SAM decoder's logits to masks of the picture's size: ours against transformers.js.
const { loopDelay } = require('./loop-delay');
const { answerAsSide, askFresh, median, timed } = require('./measure');
const { built } = require('./paths');
const { size } = require('./scene');

const ROUNDS = 3;
const MASKS = 20;
const GUESSES = 3;
const GRID = 256;
const SIDE = 1024;
const PLANE = GRID * GRID;

/** `[1, masks, guesses, 256, 256]`: soft blobs with wavy rims, small to large, of which the second guess is the best. */
function decoderOutputs() {
  const logits = new Float32Array(MASKS * GUESSES * PLANE);
  for (let at = 0; at < MASKS * GUESSES; at++) {
    const mask = Math.floor(at / GUESSES);
    const centreX = 60 + ((mask * 47) % 140);
    const centreY = 60 + ((mask * 71) % 140);
    const radius = (14 + mask * 2.5) * [0.6, 1, 1.3][at % GUESSES];
    for (let y = 0; y < GRID; y++) {
      for (let x = 0; x < GRID; x++) {
        const angle = Math.atan2(y - centreY, x - centreX);
        const rim = radius * (1 + 0.15 * Math.sin(5 * angle + mask));
        const distance = Math.hypot(x - centreX, y - centreY);
        logits[at * PLANE + y * GRID + x] = Math.min(Math.max(rim - distance, -12), 12);
      }
    }
  }
  const scores = Float32Array.from({ length: MASKS * GUESSES }, (_, at) => [0.5, 0.9, 0.7][at % GUESSES]);
  return { logits, scores };
}

/** Each answers the milliseconds, the peak of memory above what it was before, the longest hold of its thread, and the best masks. */
const sides = {
  ours() {
    const { bestRated, candidatesFrom } = built('src/models/sam/mask-candidates');
    const { maskFromLogits } = built('src/models/sam/mask-from-logits');
    const { squashToSquare } = built('src/models/sam/encoder-square');
    const { logits, scores } = decoderOutputs();
    const outputs = {
      pred_masks: { type: 'float32', dims: [1, MASKS, GUESSES, GRID, GRID], data: logits },
      iou_scores: { type: 'float32', dims: [1, MASKS, GUESSES], data: scores },
    };
    const square = squashToSquare(size, SIDE);
    return observed(
      () => candidatesFrom(outputs, 'pred_masks', 'iou_scores').map((raw) => maskFromLogits(bestRated(raw), square)),
      (masks) => masks.map(({ dims, offset, data }) => ({ dims, offset, data })),
    );
  },

  transformers: () => transformersSide(GUESSES),
  transformersBest: () => transformersSide(1),
};

/** @param guesses all, as its own examples do it, or only the best, which a careful caller cuts out beforehand */
async function transformersSide(guesses) {
  const { Sam2ImageProcessor, Tensor } = await import('@huggingface/transformers');
  const processor = new Sam2ImageProcessor({ size: { height: SIDE, width: SIDE } });
  const { logits } = decoderOutputs();
  const best = guesses === 1 ? 0 : 1;
  const picked = guesses === 1 ? new Float32Array(MASKS * PLANE) : logits;
  if (guesses === 1) {
    for (let mask = 0; mask < MASKS; mask++) {
      const start = (mask * GUESSES + 1) * PLANE;
      picked.set(logits.subarray(start, start + PLANE), mask * PLANE);
    }
  }
  const masks = new Tensor('float32', picked, [1, MASKS, guesses, GRID, GRID]);
  // Its resize is a session of its own, opened by the first use.
  await processor.post_process_masks(
    new Tensor('float32', new Float32Array(16), [1, 1, 1, 4, 4]),
    [[8, 8]],
    [[SIDE, SIDE]],
  );
  return observed(
    () => processor.post_process_masks(masks, [[size.height, size.width]], [[SIDE, SIDE]]),
    ([{ data }]) => {
      const pixels = size.width * size.height;
      return Array.from({ length: MASKS }, (_, mask) => {
        const start = (mask * guesses + best) * pixels;
        return {
          dims: [size.height, size.width],
          offset: [0, 0],
          data: Buffer.from(data.slice(start, start + pixels)),
        };
      });
    },
  );
}

/** @param masksOf reads the result, outside the measurement, into masks of our format */
function observed(work, masksOf) {
  return async () => {
    const before = process.memoryUsage.rss();
    const peakBefore = process.resourceUsage().maxRSS * 1024;
    const result = await work();
    const peak = process.resourceUsage().maxRSS * 1024;
    // Where the peak was reached before, the work never needed more.
    const peakMb = (peak > peakBefore ? peak - before : process.memoryUsage.rss() - before) / 1e6;
    const masks = masksOf(result);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      let ms;
      const { max } = await loopDelay(async () => {
        ms = await timed(work);
      });
      rounds.push({ ms, hold: max });
    }
    return { ms: median(rounds.map(({ ms }) => ms)), hold: median(rounds.map(({ hold }) => hold)), peakMb, masks };
  };
}

async function compare() {
  const ours = await askFresh(__filename, 'ours');
  const peer = await askFresh(__filename, 'transformers');
  const best = await askFresh(__filename, 'transformersBest');
  const row = (what, field, unit, against) => ({
    what: `20 masks at 1080p: ${what}`,
    ours: `${Math.round(ours[field])} ${unit}`,
    peer: `${Math.round(against[field])} ${unit}`,
    ratio: ours[field] / against[field],
  });
  const { maskIou } = built('src/geometry/mask');
  const iou = Math.min(...ours.masks.map((mask, at) => maskIou(mask, peer.masks[at])));
  return {
    rows: [
      { ...row('time', 'ms', 'ms', peer), target: '<= 0.10', isMet: (ratio) => ratio <= 0.1 },
      row('memory above the start', 'peakMb', 'MB', peer),
      row('longest hold of its thread', 'hold', 'ms', peer),
      row('time, peer given the best guesses only', 'ms', 'ms', best),
    ],
    notes: [`Masks: the smallest IoU of one of ours with the peer's is ${iou.toFixed(5)}.`],
  };
}

if (require.main === module) answerAsSide(sides);

module.exports = { compare };
