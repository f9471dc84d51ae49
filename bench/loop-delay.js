// How long an event loop is blocked.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout } = require('node:timers/promises');

const RESOLUTION_MS = 2;

/**
 * Runs `work` and measures how late a timer of this thread's event loop fires meanwhile.
 * @returns delays in milliseconds: the maximum and the 99th percentile
 */
async function loopDelay(work) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // Only delays after the first tick of the timer are measured.
  await setTimeout(10);
  await work();
  // A late timer fires only after the loop is free again.
  await setTimeout(10);
  histogram.disable();
  const late = (nanoseconds) => Math.max(nanoseconds / 1e6 - RESOLUTION_MS, 0);
  return { max: late(histogram.max), p99: late(histogram.percentile(99)) };
}

module.exports = { loopDelay };
