import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { exportFlags } from '../export-flags';
import { exportPictures } from '../export-pictures';
import { maskFlags, segmenterSettings } from '../mask-flags';
import { ABOUT_PICTURES, PICTURES } from '../operands';

/** Named unlike the others: `export` is a keyword. */
export const exportDataset = defineCommand({
  name: 'export',
  operands: { ...PICTURES, name: `${PICTURES.name} --out FOLDER` },
  summary: 'a dataset for training, in COCO, YOLO, Pascal VOC or LabelMe',
  details: `${ABOUT_PICTURES}
The same command again goes on where it ended, however that was, and adds new pictures. Pictures that were found with
other options are annotated anew.`,
  flags: { ...detectFlags, ...maskFlags, ...exportFlags },

  run(values, pictures) {
    const { prompt, boxesOnly, format, classes, split, masks, tolerance, crowdForRle, skipEmpty } = values;
    const labels = prompt.classes.filter(({ isDecoy }) => !isDecoy).map(({ label }) => label);
    return exportPictures(pictures, {
      ...values,
      segmenter: boxesOnly ? undefined : segmenterSettings(values),
      dataset: {
        ...{ format, split, masks, tolerance, crowdForRle, keepEmpty: !skipEmpty },
        classes: classes ?? [...new Set(labels)],
      },
    });
  },
});
