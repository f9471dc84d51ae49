import { type BatchProgress, progressBar, progressText } from './progress';

/** Where results, remarks and the progress of a batch are shown without getting into each other. */
export interface Screen {
  /** To standard output: whole lines. */
  result(text: string): void;
  /** To standard error: a line. */
  remark(text: string): void;
  progress(progress: BatchProgress): void;
  /** The bar stays as it is, and what follows comes below it. */
  end(): void;
}

/** Without a terminal, a line for so many percent. */
const STEP = 10;
const ERASE_LINE = '\r\x1b[K';

/** On a terminal a bar stays below all other lines; elsewhere progress is a line now and then. */
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
        // A bar that wraps could not be erased. Some terminals say they have no columns.
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
