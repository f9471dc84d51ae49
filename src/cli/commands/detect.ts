import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { drawFlags } from '../draw-flags';
import { drawPictures } from '../draw-pictures';
import { ABOUT_PICTURES, PICTURES } from '../operands';

export const detect = defineCommand({
  name: 'detect',
  operands: PICTURES,
  summary: 'boxes only',
  details: `${ABOUT_PICTURES}
With --out pictures are drawn too, into NAME-boxes.jpg.`,
  flags: { ...detectFlags, ...drawFlags },

  run: (values, pictures) => drawPictures(pictures, { ...values, segmenter: undefined, suffix: '-boxes' }),
});
