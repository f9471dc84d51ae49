import { defineCommand } from '../command';
import { drawOptions } from '../draw-options';
import { drawPictures } from '../draw-pictures';
import { ABOUT_PICTURES, findOptions, PICTURES } from '../find-options';
import { maskOptions, segmenterSettings } from '../mask-options';

export const run = defineCommand({
  name: 'run',
  operands: PICTURES,
  summary: 'boxes, masks and drawn pictures',
  details: `${ABOUT_PICTURES}
Pictures are drawn into NAME-masks.jpg of the current folder, or of --out, where they keep their subfolders.`,
  options: { ...findOptions, ...maskOptions, ...drawOptions },

  run: (values, pictures) =>
    drawPictures(pictures, {
      ...values,
      segmenter: segmenterSettings(values),
      suffix: '-masks',
      out: values.out ?? (values.json ? undefined : '.'),
    }),
});
