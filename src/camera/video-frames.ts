import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import { checkFfmpeg } from './ffmpeg-stream';
import { JpegScanner } from './jpeg-scanner';
import { MAX_IMAGE_BYTES } from './picture-source';

const MAX_REPORT = 4000;

/**
 * The images of a video file, in order, as JPEG. Image n, from 0, shows the video at n / fps seconds. ffmpeg waits while an image
 * is not taken, and ends when no more are.
 * @throws VisionError `BAD_IMAGE` if ffmpeg cannot read the video; `CAMERA_FAILED` if there is no ffmpeg; the reason of `signal`
 */
export async function* videoFrames(file: string, fps: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  await checkFfmpeg();
  signal.throwIfAborted();
  // The protocol, so that no name is taken for an option or another protocol.
  const input = ['-protocol_whitelist', 'file', '-i', `file:${resolve(file)}`, '-map', '0:v:0'];
  const output = ['-vf', `fps=${fps}`, '-c:v', 'mjpeg', '-q:v', '2', '-f', 'mpjpeg', 'pipe:1'];
  const ffmpeg = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', ...input, ...output], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = once(ffmpeg, 'close');
  const stop = (): void => void ffmpeg.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  let report = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => {
    report = (report + text).slice(-MAX_REPORT);
  });
  const scanner = new JpegScanner(MAX_IMAGE_BYTES);
  let count = 0;
  try {
    for await (const bytes of ffmpeg.stdout as AsyncIterable<Buffer>) {
      for (const frame of scanner.push(bytes)) {
        signal.throwIfAborted();
        count++;
        yield frame;
      }
    }
    const [status] = (await ended) as [number | null];
    signal.throwIfAborted();
    if (status !== 0 || count === 0) throw unreadable(report.trim().split('\n').at(-1) ?? '');
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof VisionError ? error : unreadable(messageOf(error));
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await ended.catch(() => undefined);
  }
}

const unreadable = (reason: string): VisionError =>
  new VisionError('BAD_IMAGE', `The video cannot be read: ${reason || 'it has no images'}`);
