import { distinctLabels } from '../../index';
import { defineCommand } from '../command';
import { detectFlags } from '../detect-flags';
import { exportFlags, keepFlags, keepSettings } from '../export-flags';
import { exportPictures } from '../export-pictures';
import { lookFrom } from '../look-flags';
import { maskFlags, segmenterSettings } from '../mask-flags';
import { ABOUT_IMAGES, IMAGES } from '../operands';

/** Not named after its command, because `export` is a keyword. */
export const exportDataset = defineCommand({
  name: 'export',
  operands: { ...IMAGES, name: `${IMAGES.name} --out FOLDER` },
  summary: 'make a dataset: COCO, YOLO, Pascal VOC, Label Studio, CVAT, ...',
  details: `${ABOUT_IMAGES}
Run the same command again to resume after any interruption and to add new images. Images that were annotated with other
options are annotated again.`,
  flags: { ...detectFlags, ...maskFlags, ...exportFlags, ...keepFlags },

  run(values, pictures) {
    const { prompt, boxesOnly, format, classes, split, masks, tolerance, crowdForRle, skipEmpty } = values;
    const labels = prompt.classes.filter(({ isDecoy }) => !isDecoy).map(({ label }) => label);
    return exportPictures(pictures, {
      ...values,
      look: lookFrom(values),
      segmenter: boxesOnly ? undefined : segmenterSettings(values),
      dataset: {
        ...{ format, split, masks, tolerance, crowdForRle, keepEmpty: !skipEmpty, keep: keepSettings(values) },
        classes: classes ?? distinctLabels(labels),
      },
    });
  },
});
