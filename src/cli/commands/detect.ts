import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { drawFlags } from '../draw-flags';
import { drawPictures } from '../draw-pictures';
import { lookFrom } from '../look-flags';
import { ABOUT_IMAGES, IMAGES } from '../operands';

export const detect = defineCommand({
  name: 'detect',
  operands: IMAGES,
  summary: 'find objects: boxes without masks',
  details: `${ABOUT_IMAGES}
With --out, each image is drawn too: into the given file, or into NAME-boxes.jpg in the given folder.`,
  flags: { ...detectFlags, ...drawFlags },

  run: (values, pictures) =>
    drawPictures(pictures, { ...values, look: lookFrom(values), segmenter: undefined, suffix: '-boxes' }),
});
