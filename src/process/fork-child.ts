import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * V8 collects short-lived objects sooner, and with them the buffers of images outside its heap. With the default of 16 MB
 * the resident memory of a process that draws grows for thousands of images.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/** The child processes that run. */
const children = new Set<ChildProcess>();

/**
 * Forks a Node.js process that ends with this one. Its file must call `endWithParent` first. A normal exit of this process
 * kills the child, also a stopped one. If this process is killed, the child finds out by itself.
 * @param file absolute path of a JavaScript file
 * @param hasChildren a normal exit of this process does not kill the child, which first has to end its own children
 * @param ignoredLines of its standard output and error: matching lines are not shown
 */
export function forkChild(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  hasChildren = false,
  ignoredLines?: RegExp,
): ChildProcess {
  const child = fork(file, [String(process.pid)], {
    serialization: 'advanced',
    env,
    // No other flags: those of a debugger or loader are meant for this process.
    execArgv: [SMALL_YOUNG_GENERATION],
    // Standard output belongs to the user of the library. Output of native code goes to standard error.
    stdio: ignoredLines ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 2, 2, 'ipc'],
  });
  if (ignoredLines) showLines(child, ignoredLines);
  if (hasChildren) return child;
  if (children.size === 0) process.on('exit', killAll);
  children.add(child);
  const forget = (): void => {
    children.delete(child);
    if (children.size === 0) process.off('exit', killAll);
  };
  child.on('exit', forget);
  child.on('error', () => child.pid === undefined && forget());
  return child;
}

/** Copies the output of a process to standard error, line by line. The output does not keep this process alive. */
function showLines({ stdout, stderr }: ChildProcess, ignored: RegExp): void {
  for (const output of [stdout, stderr]) {
    if (!output) continue;
    createInterface({ input: output }).on('line', (line) => {
      if (!ignored.test(line)) process.stderr.write(`${line}\n`);
    });
    (output as Socket).unref();
  }
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}
