import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { brokenFfmpeg, noFfmpeg, oldFfmpeg } from './camera-error';
import { isOldFfmpeg } from './ffmpeg-arguments';

/** Characters of the standard error that are kept, from its end. */
const MAX_REPORT = 4000;

/** For `ffmpeg -version`, whose files a slow machine may read for some seconds. */
const VERSION_TIMEOUT_MS = 10_000;

/** A started ffmpeg. */
export interface Ffmpeg {
  readonly child: ChildProcessWithoutNullStreams;
  /** The end of its standard error so far. */
  report(): string;
}

/**
 * Starts ffmpeg. Call `checkFfmpeg` before.
 * @param input its standard input
 */
export function startFfmpeg(args: readonly string[], input = ''): Ffmpeg {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], { windowsHide: true });
  let report = '';
  // An ffmpeg that ends early does not read its input.
  child.stdin.on('error', () => {}).end(input);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    report = (report + text).slice(-MAX_REPORT);
  });
  return { child, report: () => report };
}

let checked: Promise<void> | undefined;

/**
 * Checks once whether ffmpeg is on the PATH, and new enough.
 * @throws VisionError `CAMERA_FAILED`; the next call checks again
 */
export async function checkFfmpeg(): Promise<void> {
  checked ??= check();
  try {
    await checked;
  } catch (error) {
    checked = undefined;
    throw error;
  }
}

async function check(): Promise<void> {
  const limits = { windowsHide: true, timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
  const { stdout } = await promisify(execFile)('ffmpeg', ['-version'], limits).catch((error: unknown) => {
    const { code, killed } = Object(error) as { readonly code?: unknown; readonly killed?: boolean };
    if (code === 'ENOENT') throw noFfmpeg();
    if (killed) throw brokenFfmpeg(`no response within ${VERSION_TIMEOUT_MS / 1000} s`);
    throw brokenFfmpeg(typeof code === 'number' ? `exit code ${code}` : String(code));
  });
  const old = isOldFfmpeg(stdout);
  if (old !== undefined) throw oldFfmpeg(old);
}
