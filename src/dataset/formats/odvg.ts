import type { PictureRecord } from '../picture-log';
import type { Format } from './format';
import { fileOfEachSplit, imagesBySplit, jsonLines } from './layout';

/**
 * ODVG, the JSON lines with which Grounding DINO is fine-tuned: https://github.com/longzw1997/Open-GroundingDino. Boxes only, as
 * corners in pixels. Class ids begin with 0.
 */
export const odvg: Format = {
  ...imagesBySplit,
  annotate: () => [],

  index: (dataset) => [
    ...fileOfEachSplit(
      dataset,
      (split) => `annotations/${split}.jsonl`,
      (_dataset, split) => jsonLines(dataset, split, (record) => line(record, dataset.classes)),
    ),
    {
      path: 'annotations/label_map.json',
      content: `${JSON.stringify(Object.fromEntries(dataset.classes.entries()), null, 1)}\n`,
    },
  ],
};

function line({ file, split, width, height, objects }: PictureRecord, classes: readonly string[]): object {
  const instances = objects.map(({ label, bbox: [x, y, boxWidth, boxHeight], score }) => ({
    ...{ bbox: [x, y, x + boxWidth, y + boxHeight], label: classes.indexOf(label), category: label, score },
  }));
  return { filename: file.slice(`images/${split}/`.length), height, width, detection: { instances } };
}
