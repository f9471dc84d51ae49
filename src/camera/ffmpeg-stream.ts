import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { VisionError } from '../errors';
import type { FfmpegStreamSettings } from './camera-api';
import { ffmpegError, noFfmpeg, tooLarge } from './camera-error';
import { startFfmpeg } from './ffmpeg';
import { addressScript, streamArguments } from './ffmpeg-arguments';
import { JpegScanner } from './jpeg-scanner';
import { MAX_IMAGE_BYTES } from './picture-source';

/** ffmpeg closes the session of the camera if it may end by itself. */
const GRACE_MS = 1000;

const running = new Set<ChildProcess>();

/** Kills all ffmpegs of this process, at once. */
export function killAll(): void {
  for (const ffmpeg of running) ffmpeg.kill('SIGKILL');
}

/** One ffmpeg, of whose images it keeps the newest. */
export class FfmpegStream {
  readonly #ffmpeg: ChildProcess;
  readonly #ended: Promise<unknown>;
  #newest: Buffer | undefined;
  #hadImage = false;
  #end: { readonly error?: VisionError } | undefined;
  #notify: () => void = () => {};

  /** Call `checkFfmpeg` before. */
  constructor({ url, host, hasLogin, intervalMs, keyFramesOnly }: FfmpegStreamSettings) {
    const { child: ffmpeg, report } = startFfmpeg(streamArguments(intervalMs, keyFramesOnly), addressScript(url));
    const scanner = new JpegScanner(MAX_IMAGE_BYTES);
    let failure: VisionError | undefined;
    this.#ffmpeg = ffmpeg;
    running.add(ffmpeg);
    ffmpeg.stdout.on('data', (bytes: Buffer) => {
      try {
        this.#newest = scanner.push(bytes).at(-1) ?? this.#newest;
      } catch {
        failure = tooLarge(host, MAX_IMAGE_BYTES);
        ffmpeg.kill('SIGKILL');
      }
      this.#hadImage ||= this.#newest !== undefined;
      if (this.#newest) this.#notify();
    });
    ffmpeg.on('error', () => {
      failure = noFfmpeg();
    });
    this.#ended = once(ffmpeg, 'close').catch(() => undefined);
    ffmpeg.on('close', () => {
      running.delete(ffmpeg);
      const error = failure ?? (this.#hadImage ? undefined : ffmpegError(host, hasLogin, report()));
      this.#end = error ? { error } : {};
      this.#notify();
    });
  }

  /**
   * The newest image that was not returned yet, or the next one. One call at a time.
   * @returns `undefined` at the end of a stream that had images
   * @throws VisionError `CAMERA_FAILED`, `CAMERA_LOGIN`
   */
  async next(): Promise<Buffer | undefined> {
    while (!this.#newest && !this.#end) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    const image = this.#newest;
    this.#newest = undefined;
    if (!image && this.#end?.error) throw this.#end.error;
    return image;
  }

  /** @returns after ffmpeg has ended */
  async stop(): Promise<void> {
    this.#ffmpeg.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.#ffmpeg.kill('SIGKILL');
      // If "ffmpeg" is a script, its program may go on. It ends when it can write no more.
      for (const output of [this.#ffmpeg.stdout, this.#ffmpeg.stderr]) output?.destroy();
    }, GRACE_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}
