import type { Handlers } from '../calls/api';
import type { CameraApi, FfmpegStreamSettings } from './camera-api';
import { checkFfmpeg } from './ffmpeg';
import { FfmpegStream } from './ffmpeg-stream';

/** From the first call of an id until it is stopped. */
const streams = new Map<string, Promise<FfmpegStream>>();

/** The handlers of the camera process. */
export const cameraCalls: Handlers<CameraApi> = {
  async nextImage({ id, stream: settings }) {
    const stream = streams.get(id) ?? start(settings);
    streams.set(id, stream);
    return (await (await stream).next()) ?? null;
  },

  async stop({ id }) {
    const stream = streams.get(id);
    streams.delete(id);
    await (await stream?.catch(() => undefined))?.stop();
  },
};

async function start(settings: FfmpegStreamSettings): Promise<FfmpegStream> {
  await checkFfmpeg();
  return new FfmpegStream(settings);
}
