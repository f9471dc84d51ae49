// From a SAM decoder's logits to masks of the image's size: ours compared with transformers.js.
const { loopDelay } = require('./loop-delay');
const { callOnce, median, serveSides, timed } = require('./measure');
const { built } = require('./paths');
const { size } = require('./scene');

const ROUNDS = 3;
const MASKS = 20;
const CANDIDATES = 3;
const GRID = 256;
const SIDE = 1024;
const PLANE = GRID * GRID;

/**
 * Logits `[1, masks, candidates, 256, 256]` of soft blobs with wavy rims, small to large, and their scores
 * `[1, masks, candidates]`. The second candidate of each mask has the best score.
 */
function decoderOutputs() {
  const logits = new Float32Array(MASKS * CANDIDATES * PLANE);
  for (let at = 0; at < MASKS * CANDIDATES; at++) {
    const mask = Math.floor(at / CANDIDATES);
    const centreX = 60 + ((mask * 47) % 140);
    const centreY = 60 + ((mask * 71) % 140);
    const radius = (14 + mask * 2.5) * [0.6, 1, 1.3][at % CANDIDATES];
    for (let y = 0; y < GRID; y++) {
      for (let x = 0; x < GRID; x++) {
        const angle = Math.atan2(y - centreY, x - centreX);
        const rim = radius * (1 + 0.15 * Math.sin(5 * angle + mask));
        const distance = Math.hypot(x - centreX, y - centreY);
        logits[at * PLANE + y * GRID + x] = Math.min(Math.max(rim - distance, -12), 12);
      }
    }
  }
  const scores = Float32Array.from({ length: MASKS * CANDIDATES }, (_, at) => [0.5, 0.9, 0.7][at % CANDIDATES]);
  return { logits, scores };
}

/** Each side returns what `measureMasks` measures. */
const sides = {
  ours() {
    const { bestRated, candidatesFrom } = built('src/models/sam/mask-candidates');
    const { maskFromLogits } = built('src/models/sam/mask-from-logits');
    const { squashToSquare } = built('src/models/sam/encoder-square');
    const { logits, scores } = decoderOutputs();
    const outputs = {
      pred_masks: { type: 'float32', dims: [1, MASKS, CANDIDATES, GRID, GRID], data: logits },
      iou_scores: { type: 'float32', dims: [1, MASKS, CANDIDATES], data: scores },
    };
    const square = squashToSquare(size, SIDE);
    return measureMasks(
      () => candidatesFrom(outputs, 'pred_masks', 'iou_scores').map((raw) => maskFromLogits(bestRated(raw), square)),
      (masks) => masks.map(({ dims, offset, data }) => ({ dims, offset, data })),
    );
  },

  transformers: () => transformersSide(CANDIDATES),
  transformersBest: () => transformersSide(1),
};

/** @param candidates per mask: all, as in the library's examples, or 1, if the caller selects the best beforehand */
async function transformersSide(candidates) {
  const { Sam2ImageProcessor, Tensor } = await import('@huggingface/transformers');
  const processor = new Sam2ImageProcessor({ size: { height: SIDE, width: SIDE } });
  const { logits } = decoderOutputs();
  const best = candidates === 1 ? 0 : 1;
  const selected = candidates === 1 ? new Float32Array(MASKS * PLANE) : logits;
  if (candidates === 1) {
    for (let mask = 0; mask < MASKS; mask++) {
      const start = (mask * CANDIDATES + 1) * PLANE;
      selected.set(logits.subarray(start, start + PLANE), mask * PLANE);
    }
  }
  const masks = new Tensor('float32', selected, [1, MASKS, candidates, GRID, GRID]);
  // The resize runs in a session of its own, which the first call opens.
  await processor.post_process_masks(
    new Tensor('float32', new Float32Array(16), [1, 1, 1, 4, 4]),
    [[8, 8]],
    [[SIDE, SIDE]],
  );
  return measureMasks(
    () => processor.post_process_masks(masks, [[size.height, size.width]], [[SIDE, SIDE]]),
    ([{ data }]) => {
      const pixels = size.width * size.height;
      return Array.from({ length: MASKS }, (_, mask) => {
        const start = (mask * candidates + best) * pixels;
        return {
          dims: [size.height, size.width],
          offset: [0, 0],
          data: Buffer.from(data.slice(start, start + pixels)),
        };
      });
    },
  );
}

/**
 * Measures one call of `work` for memory and `ROUNDS` more for time.
 * @param masksOf converts the result to masks of our format, outside the measurement
 * @returns a function that returns the median milliseconds, the median of the longest event loop delays in
 * milliseconds, the peak memory above the start in MB, and the masks
 */
function measureMasks(work, masksOf) {
  return async () => {
    const before = process.memoryUsage.rss();
    const peakBefore = process.resourceUsage().maxRSS * 1024;
    const result = await work();
    const peak = process.resourceUsage().maxRSS * 1024;
    // If the process had reached its peak before, the peak of this call is unknown. Its growth is used instead.
    const peakMb = (peak > peakBefore ? peak - before : process.memoryUsage.rss() - before) / 1e6;
    const masks = masksOf(result);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      let ms;
      const { max } = await loopDelay(async () => {
        ms = await timed(work);
      });
      rounds.push({ ms, blockedMs: max });
    }
    return {
      ms: median(rounds.map(({ ms }) => ms)),
      blockedMs: median(rounds.map(({ blockedMs }) => blockedMs)),
      peakMb,
      masks,
    };
  };
}

async function compare() {
  const ours = await callOnce(__filename, 'ours');
  const peer = await callOnce(__filename, 'transformers');
  const peerBest = await callOnce(__filename, 'transformersBest');
  const row = (quantity, field, unit, other) => ({
    name: `20 masks at 1080p: ${quantity}`,
    ours: `${Math.round(ours[field])} ${unit}`,
    peer: `${Math.round(other[field])} ${unit}`,
    ratio: ours[field] / other[field],
  });
  const { maskIou } = built('src/geometry/mask');
  const iou = Math.min(...ours.masks.map((mask, at) => maskIou(mask, peer.masks[at])));
  return {
    rows: [
      { ...row('time', 'ms', 'ms', peer), target: '<= 0.10', isMet: (ratio) => ratio <= 0.1 },
      row('peak memory above the start', 'peakMb', 'MB', peer),
      row('longest block of its thread', 'blockedMs', 'ms', peer),
      row('time, peer given only the best candidates', 'ms', 'ms', peerBest),
    ],
    notes: [`Masks: the smallest IoU between one of our masks and the peer's is ${iou.toFixed(5)}.`],
  };
}

if (require.main === module) serveSides(sides);

module.exports = { compare };
