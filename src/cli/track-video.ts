import { videoFrames } from '../index';
import type { Screen } from './batch/screen';
import { counted } from './counted';

/** A video whose first image was read. */
export interface OpenVideo {
  /** Hands over each image with its index, one after another, and reports progress. */
  track(add: (image: Buffer, index: number) => Promise<void>, screen: Screen): Promise<void>;
  close(): Promise<unknown>;
}

const PROGRESS_EVERY = 50;

/**
 * Opens a video before the models are loaded: their download is in vain if it cannot be read.
 * @throws VisionError as `videoFrames`
 */
export async function openVideo(file: string, fps: number, signal: AbortSignal): Promise<OpenVideo> {
  const frames = videoFrames(file, fps, signal);
  const first = await frames.next();

  return {
    async track(add, screen) {
      let count = 0;
      const progress = (): string => `${counted(count, 'image')}, ${Number((count / fps).toFixed(2))} s of the video`;
      try {
        for (let frame = first; !frame.done; frame = await frames.next()) {
          await add(frame.value, count);
          if (++count % PROGRESS_EVERY === 0) screen.remark(progress());
        }
      } finally {
        if (signal.aborted) screen.remark(`Interrupted after ${progress()}`);
      }
      if (count % PROGRESS_EVERY !== 0) screen.remark(progress());
    },
    close: () => frames.return(undefined),
  };
}
