import { defineCommand } from '../command';
import { drawOptions } from '../draw-options';
import { drawPictures } from '../draw-pictures';
import { ABOUT_PICTURES, findOptions, PICTURES, segmenterOption } from '../find-options';

export const run = defineCommand({
  name: 'run',
  operands: PICTURES,
  summary: 'boxes, masks and drawn pictures',
  details: `${ABOUT_PICTURES}
Pictures are drawn into NAME-masks.jpg of the current folder, or of --out, where they keep their subfolders.`,
  options: { ...findOptions, segmenter: segmenterOption, ...drawOptions },

  run: ({ prompt, out, json, style, ...settings }, pictures) =>
    drawPictures(pictures, {
      ...settings,
      classes: prompt.classes,
      styles: style,
      suffix: '-masks',
      json,
      out: out ?? (json ? undefined : '.'),
    }),
});
