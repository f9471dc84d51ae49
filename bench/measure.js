const { fork } = require('node:child_process');
const { once } = require('node:events');

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns milliseconds that `work` took */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * A side of a comparison in a process of its own, so that neither side's memory, threads or garbage reach the other.
 * The file answers every message with one message: see `answerAsSide`.
 */
function openSide(file, side) {
  const child = fork(file, [side], { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
  const gone = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${side} of ${file} ended: ${signal ?? code}`);
  });
  gone.catch(() => {});
  return {
    async ask(question) {
      child.send(question);
      const [{ error, answer }] = await Promise.race([once(child, 'message'), gone]);
      if (error) throw new Error(`${side} of ${file}: ${error}`);
      return answer;
    },
    close: () => child.kill('SIGKILL'),
  };
}

/** One question to a fresh process. */
async function askFresh(file, side, question = {}) {
  const opened = openSide(file, side);
  try {
    return await opened.ask(question);
  } finally {
    opened.close();
  }
}

/** The other end of `openSide`. */
function answerAsSide(sides) {
  const side = sides[process.argv[2]]();
  process.on('message', async (question) => {
    try {
      process.send({ answer: await (await side)(question) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
}

module.exports = { answerAsSide, askFresh, median, openSide, timed };
