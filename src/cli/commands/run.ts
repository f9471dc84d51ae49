import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { drawFlags } from '../draw-flags';
import { drawPictures } from '../draw-pictures';
import { lookFrom } from '../look-flags';
import { maskFlags, segmenterSettings } from '../mask-flags';
import { ABOUT_IMAGES, IMAGES } from '../operands';

export const run = defineCommand({
  name: 'run',
  operands: IMAGES,
  summary: 'find and segment objects, and draw them on the images',
  details: `${ABOUT_IMAGES}
Each image is drawn into NAME-masks.jpg, in the current folder or in the folder of --out. Subfolders are kept.
With --json and without --out, nothing is drawn.`,
  flags: { ...detectFlags, ...maskFlags, ...drawFlags },

  run: (values, pictures) =>
    drawPictures(pictures, {
      ...values,
      look: lookFrom(values),
      segmenter: segmenterSettings(values),
      suffix: '-masks',
      out: values.out ?? (values.json ? undefined : '.'),
    }),
});
