// How long an event loop is held up.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout } = require('node:timers/promises');

const RESOLUTION_MS = 2;

/**
 * Watches this thread's event loop while `work` is done. Returns milliseconds by which a timer came late, at the most
 * and for the slowest hundredth.
 */
async function loopDelay(work) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // The first delay is measured from the first beat on.
  await setTimeout(10);
  await work();
  // The timer that is late comes once the loop is free again.
  await setTimeout(10);
  histogram.disable();
  const late = (nanoseconds) => Math.max(nanoseconds / 1e6 - RESOLUTION_MS, 0);
  return { max: late(histogram.max), p99: late(histogram.percentile(99)) };
}

module.exports = { loopDelay };
