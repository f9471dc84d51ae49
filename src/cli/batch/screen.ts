import { type BatchProgress, progressBar, progressText } from './progress';

/** Shows results, remarks and the progress of a batch without mixing their lines. */
export interface Screen {
  /** Writes complete lines to standard output. */
  result(text: string): void;
  /** Writes a line to standard error. */
  remark(text: string): void;
  progress(progress: BatchProgress): void;
  /** Leaves the bar as it is. Later lines are written below it. */
  end(): void;
}

/** Without a terminal, progress is written once per this many percent. */
const STEP = 10;
const ERASE_LINE = '\r\x1b[K';

/** On a terminal, a bar stays below all other lines. Elsewhere, each tenth of the batch is a line. */
export function openScreen(stdout: NodeJS.WritableStream, stderr: NodeJS.WriteStream): Screen {
  let bar = '';
  let lastStep = 0;

  const aboveBar = (write: () => void): void => {
    if (bar !== '') stderr.write(ERASE_LINE);
    write();
    stderr.write(bar);
  };

  return {
    result: (text) => aboveBar(() => stdout.write(text)),
    remark: (text) => aboveBar(() => stderr.write(`${text}\n`)),

    progress(progress) {
      if (stderr.isTTY) {
        // A bar that wraps cannot be erased. Some terminals report 0 columns.
        bar = progressBar(progress).slice(0, (stderr.columns || 80) - 1);
        stderr.write(`${ERASE_LINE}${bar}`);
        return;
      }
      const step = Math.floor((progress.done / progress.total) * (100 / STEP));
      if (step > lastStep) stderr.write(`${progressText(progress).trimStart()}\n`);
      lastStep = step;
    },

    end() {
      if (bar !== '') stderr.write('\n');
      bar = '';
    },
  };
}
