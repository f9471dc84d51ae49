import { formatBytes, type OnProgress, percentOf } from '../index';

const BAR_WIDTH = 30;
/** Without a terminal, progress is written once per this many percent. */
const STEP = 10;

/** Shows downloads: as a bar on a terminal, elsewhere as a line for each tenth. */
export function progressPrinter(stream: NodeJS.WriteStream): OnProgress {
  let lastStep = -1;
  return (progress) => {
    const { model, totalBytes, isDone } = progress;
    if (totalBytes === 0) return;
    const percent = percentOf(progress);
    const text = `${String(percent).padStart(3)} % of ${formatBytes(totalBytes)}  ${model}`;
    if (stream.isTTY) {
      const filled = Math.round((percent / 100) * BAR_WIDTH);
      stream.write(`\r[${'#'.repeat(filled).padEnd(BAR_WIDTH)}] ${text}${isDone ? '\n' : ''}`);
      return;
    }
    const step = Math.floor(percent / STEP);
    if (step > lastStep) stream.write(`downloading ${text}\n`);
    lastStep = isDone ? -1 : Math.max(step, lastStep);
  };
}
