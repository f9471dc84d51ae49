const { fork } = require('node:child_process');
const { once } = require('node:events');

/** The mean of the two middle values for an even count. */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs `work` and returns how long it took, in milliseconds. */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Starts one side of a comparison in its own process, so that memory, threads and garbage of one side cannot affect the
 * other. `file` must call `serveSides`. `call` rejects if the side fails or its process exits.
 */
function openSide(file, side) {
  const child = fork(file, [side], { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${side} of ${file} exited: ${signal ?? code}`);
  });
  exited.catch(() => {});
  return {
    async call(request) {
      child.send(request);
      const [{ error, result }] = await Promise.race([once(child, 'message'), exited]);
      if (error) throw new Error(`${side} of ${file}: ${error}`);
      return result;
    },
    close: () => child.kill('SIGKILL'),
  };
}

/** Makes one call to a side in a new process, and ends the process. */
async function callOnce(file, side, request = {}) {
  const opened = openSide(file, side);
  try {
    return await opened.call(request);
  } finally {
    opened.close();
  }
}

/**
 * Handles the calls of `openSide`, in the process that it started.
 * @param sides functions by name that set up a side and return, or resolve to, the function that handles one call
 */
function serveSides(sides) {
  const side = sides[process.argv[2]]();
  process.on('message', async (request) => {
    try {
      process.send({ result: await (await side)(request) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
}

module.exports = { callOnce, median, openSide, serveSides, timed };
