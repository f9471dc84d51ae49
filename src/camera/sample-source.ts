import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PictureSource } from './picture-source';

/** The sample image of the package, seen from `dist/src/camera/`. */
const SAMPLE_IMAGE = resolve(__dirname, '../../../examples/pictures/shapes.jpg');

/** Milliseconds that an image takes, so that an interval of 0 gives 25 images per second, as a camera does. */
const FRAME_MS = 40;

/** A camera that sends the sample image of the package: a JPEG of 640 x 640 pixels, with six drawn shapes. */
export const sampleSource = (): PictureSource => ({
  async read(onImage, signal) {
    const image = await readFile(SAMPLE_IMAGE);
    await delay(FRAME_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    onImage(image);
    return 'one';
  },
});
