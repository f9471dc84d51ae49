import { defineCommand } from '../command';
import { drawOptions } from '../draw-options';
import { drawPictures } from '../draw-pictures';
import { ABOUT_PICTURES, findOptions, PICTURES } from '../find-options';

export const detect = defineCommand({
  name: 'detect',
  operands: PICTURES,
  summary: 'boxes only',
  details: `${ABOUT_PICTURES}
With --out pictures are drawn too, into NAME-boxes.jpg.`,
  options: { ...findOptions, ...drawOptions },

  run: (values, pictures) => drawPictures(pictures, { ...values, segmenter: undefined, suffix: '-boxes' }),
});
