import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { drawFlags } from '../draw-flags';
import { drawPictures } from '../draw-pictures';
import { maskFlags, segmenterSettings } from '../mask-flags';
import { ABOUT_PICTURES, PICTURES } from '../operands';

export const run = defineCommand({
  name: 'run',
  operands: PICTURES,
  summary: 'boxes, masks and drawn pictures',
  details: `${ABOUT_PICTURES}
Pictures are drawn into NAME-masks.jpg of the current folder, or of --out, where they keep their subfolders.`,
  flags: { ...detectFlags, ...maskFlags, ...drawFlags },

  run: (values, pictures) =>
    drawPictures(pictures, {
      ...values,
      segmenter: segmenterSettings(values),
      suffix: '-masks',
      out: values.out ?? (values.json ? undefined : '.'),
    }),
});
