import { setTimeout as delay } from 'node:timers/promises';
import { linkedTo } from '../calls/linked-signal';
import { type VisionError, withCode } from '../errors';
import { type CameraAddress, cameraAddress } from './camera-address';
import { noImage } from './camera-error';
import { httpSource } from './http-source';
import type { PictureSource } from './picture-source';
import { limitedTo } from './rate-limit';
import { retryPauseMs } from './retry-pause';
import { rtspSource } from './rtsp-source';
import { sampleSource } from './sample-source';

export interface CameraSettings {
  /** `http`, `https`, `rtsp` or `rtsps`, or `sample:shapes`. `{user}` and `{password}` in it stand for the login. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Milliseconds between images. */
  readonly intervalMs: number;
  /** Milliseconds to wait for each image. */
  readonly timeoutMs: number;
  /** RTSP: decode only the key frames of the stream. */
  readonly keyFramesOnly: boolean;
  /** https: do not verify the certificate. ffmpeg never verifies that of rtsps. */
  readonly acceptAnyCertificate: boolean;
}

/** An image of a camera. */
export interface CameraImage {
  /** A complete JPEG. A Buffer that owns its memory. */
  readonly data: Buffer;
  /** When it arrived, in milliseconds since 1970. */
  readonly time: number;
}

export interface CameraListener {
  onImage(image: CameraImage): void;
  /**
   * The connection ended. The next attempt begins in `pauseMs`.
   * @param error why, if the attempt brought no image
   */
  onPause(pauseMs: number, error: VisionError | undefined): void;
}

/** A camera, of which only the newest image is kept. */
export interface Camera {
  /** Host, with the port if the address has one. The address itself can hold secrets. */
  readonly host: string;
  /**
   * Takes one image. While `watch` runs, this is its next image; still images are then taken at once. Otherwise it connects for
   * this image.
   * @throws VisionError `CAMERA_FAILED`, `CAMERA_LOGIN`; the reason of `signal`
   */
  take(signal: AbortSignal): Promise<CameraImage>;
  /**
   * Reports the newest image, at most every `intervalMs`, until `signal` aborts. After a failure it connects again. Only one at a
   * time.
   * @returns after the connection was closed
   */
  watch(listener: CameraListener, signal: AbortSignal): Promise<void>;
}

interface Taker {
  readonly resolve: (image: CameraImage) => void;
  readonly reject: (reason: unknown) => void;
}

/** How an attempt to read ended. */
interface Attempt {
  readonly ms: number;
  readonly hadImage: boolean;
  readonly end?: 'one' | 'stream';
  readonly error?: VisionError;
}

/** An attempt that lasted longer ends a row of failures. */
const LASTED_MS = 10_000;

function sourceOf(address: CameraAddress, settings: CameraSettings): PictureSource {
  if (address.kind === 'sample') return sampleSource();
  return address.kind === 'http' ? httpSource(address, settings) : rtspSource(address, settings);
}

/** @throws VisionError `INVALID_INPUT` */
export function openCamera(settings: CameraSettings): Camera {
  const { intervalMs, timeoutMs } = settings;
  const address = cameraAddress(settings.address, settings);
  const { host } = address;
  const source = sourceOf(address, settings);
  /** Calls of `take` that wait for the next image of `watch`. */
  const takers = new Set<Taker>();
  let isWatching = false;
  /** Ends the pause of `watch`. */
  let wake = (): void => {};

  /** Reads, and fails if there is no image for `timeoutMs`. */
  async function read(onImage: (image: CameraImage) => void, outer: AbortSignal): Promise<'one' | 'stream'> {
    const { signal, abort, unlink } = linkedTo(outer);
    const watchdog = setTimeout(() => abort(noImage(host, timeoutMs)), timeoutMs);
    try {
      return await source.read((data) => {
        watchdog.refresh();
        onImage({ data, time: Date.now() });
      }, signal);
    } finally {
      clearTimeout(watchdog);
      unlink();
    }
  }

  async function attempt(onImage: (image: CameraImage) => void, signal: AbortSignal): Promise<Attempt> {
    const start = performance.now();
    let hadImage = false;
    const note = (image: CameraImage): void => {
      hadImage = true;
      onImage(image);
    };
    const result = await read(note, signal).then(
      (end) => ({ end }),
      (error: unknown) => ({ error: withCode(error, 'INTERNAL_ERROR', 'Unexpected error (please report it)') }),
    );
    return { ms: performance.now() - start, hadImage, ...result };
  }

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (takers.size > 0 || ms <= 0) return;
    const linked = linkedTo(signal);
    wake = () => linked.abort(undefined);
    await delay(ms, undefined, { signal: linked.signal }).catch(() => undefined);
    linked.unlink();
  }

  function settleAll(settle: (taker: Taker) => void): void {
    for (const taker of takers) settle(taker);
    takers.clear();
  }

  async function watch({ onImage, onPause }: CameraListener, signal: AbortSignal): Promise<void> {
    const limited = limitedTo(intervalMs, onImage);
    const note = (image: CameraImage): void => {
      settleAll(({ resolve }) => resolve(image));
      limited.push(image);
    };
    let failures = 0;
    isWatching = true;
    while (!signal.aborted) {
      const { ms, hadImage, end, error } = await attempt(note, signal);
      if (signal.aborted) break;
      if (end === 'one') {
        failures = 0;
        await pause(intervalMs - ms, signal);
        continue;
      }
      failures = hadImage && ms > LASTED_MS ? 1 : failures + 1;
      if (!hadImage) settleAll(({ reject }) => reject(error));
      const pauseMs = retryPauseMs(failures, Math.random(), error?.code === 'CAMERA_LOGIN');
      onPause(pauseMs, hadImage ? undefined : error);
      await pause(pauseMs, signal);
    }
    isWatching = false;
    limited.stop();
    settleAll(({ reject }) => reject(signal.reason));
  }

  async function takeNext(signal: AbortSignal): Promise<CameraImage> {
    let forget = (): void => {};
    const next = new Promise<CameraImage>((resolve, reject) => {
      const taker = { resolve, reject };
      const cancel = (): void => reject(signal.reason);
      takers.add(taker);
      signal.addEventListener('abort', cancel);
      forget = () => {
        takers.delete(taker);
        signal.removeEventListener('abort', cancel);
      };
      wake();
    });
    return next.finally(() => forget());
  }

  async function takeOne(outer: AbortSignal): Promise<CameraImage> {
    const { signal, abort, unlink } = linkedTo(outer);
    let first: CameraImage | undefined;
    try {
      await read((image) => {
        first ??= image;
        abort(undefined);
      }, signal);
    } catch (error) {
      if (!first) throw error;
    } finally {
      unlink();
    }
    return first!;
  }

  return { host, watch, take: (signal) => (isWatching ? takeNext(signal) : takeOne(signal)) };
}
