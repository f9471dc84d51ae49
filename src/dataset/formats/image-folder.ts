import { basename } from 'node:path/posix';
import type { PictureRecord } from '../picture-log';
import { datasetSplits } from '../settings';
import type { Format } from './format';
import { classFile, entriesOf, fileOfEachSplit, imagesBySplit, jsonLines } from './layout';

/**
 * Hugging Face `imagefolder`: https://huggingface.co/docs/datasets/image_dataset#object-detection. Each split is a folder with
 * `metadata.jsonl`. `objects` has lists of equal length: boxes `[x, y, width, height]` in pixels, class ids from 0, and masks as
 * the counts of COCO RLE, empty without a mask.
 */
export const imageFolder: Format = {
  ...imagesBySplit,
  picturePath: ({ stem, extension, split }) => `${split}/${stem}${extension}`,
  annotate: () => [],

  index: (dataset) => [
    ...fileOfEachSplit(
      dataset,
      (split) => `${split}/metadata.jsonl`,
      (_dataset, split) => jsonLines(dataset, split, (record) => line(record, dataset.classes)),
      // A split without images would be a folder in which the loader finds none.
      datasetSplits.filter((split) => entriesOf(dataset, split).length > 0),
    ),
    classFile(dataset),
  ],
};

function line({ id, file, width, height, objects }: PictureRecord, classes: readonly string[]): object {
  const lists = {
    bbox: objects.map(({ bbox }) => bbox),
    categories: objects.map(({ label }) => classes.indexOf(label)),
    labels: objects.map(({ label }) => label),
    area: objects.map(({ area }) => area),
    score: objects.map(({ score }) => score),
    rle: objects.map(({ rle = '' }) => rle),
  };
  return { file_name: basename(file), image_id: id, width, height, objects: lists };
}
