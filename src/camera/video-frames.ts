import { once } from 'node:events';
import { messageOf, VisionError } from '../errors';
import { checkFfmpeg, startFfmpeg } from './ffmpeg';
import { videoArguments } from './ffmpeg-arguments';
import { JpegScanner } from './jpeg-scanner';
import { MAX_IMAGE_BYTES } from './picture-source';

/**
 * The images of a video file, in order, as JPEG. Image n, from 0, shows the video at n / fps seconds. ffmpeg waits while an image
 * is not taken, and ends when no more are.
 * @throws VisionError `BAD_IMAGE` if ffmpeg cannot read the video; `CAMERA_FAILED` if there is no ffmpeg; the reason of `signal`
 */
export async function* videoFrames(file: string, fps: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  await checkFfmpeg();
  signal.throwIfAborted();
  const { child: ffmpeg, report } = startFfmpeg(videoArguments(file, fps));
  const ended = once(ffmpeg, 'close');
  const stop = (): void => void ffmpeg.kill('SIGKILL');
  signal.addEventListener('abort', stop);
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
    if (status !== 0 || count === 0) throw unreadable(reasonIn(report()));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof VisionError ? error : unreadable(messageOf(error));
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await ended.catch(() => undefined);
  }
}

/** The last line of what ffmpeg reported. That of a file without images speaks of options, or of filters. */
const reasonIn = (report: string): string =>
  /matches no streams|Cannot determine format of input/.test(report) ? '' : (report.trim().split('\n').at(-1) ?? '');

const unreadable = (reason: string): VisionError =>
  new VisionError('BAD_IMAGE', `The video cannot be read: ${reason || 'it has no images'}`);
