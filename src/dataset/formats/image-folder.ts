import { basename } from 'node:path/posix';
import { type DatasetSplit, datasetSplits } from '../settings';
import type { DatasetContent, Format } from './format';

/**
 * Hugging Face `imagefolder`: https://huggingface.co/docs/datasets/image_dataset#object-detection. Each split is a folder with
 * `metadata.jsonl`. `objects` has lists of equal length: boxes `[x, y, width, height]` in pixels, class ids from 0, and masks as
 * the counts of COCO RLE, empty without a mask.
 */
export const imageFolder: Format = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `${split}/${stem}${extension}`,
  annotate: () => [],

  index: (dataset) => [
    ...datasetSplits.map((split) => ({
      path: `${split}/metadata.jsonl`,
      // A split without images would be a folder in which the loader finds none.
      content: dataset.entries.some((entry) => entry.split === split) ? lines(dataset, split) : undefined,
    })),
    { path: 'classes.txt', content: dataset.classes.map((name) => `${name}\n`).join('') },
  ],
};

async function* lines({ classes, entries, read }: DatasetContent, split: DatasetSplit): AsyncIterable<string> {
  for (const entry of entries) {
    if (entry.split !== split) continue;
    const { id, file, width, height, objects } = await read(entry);
    const lists = {
      bbox: objects.map(({ bbox }) => bbox),
      categories: objects.map(({ label }) => classes.indexOf(label)),
      labels: objects.map(({ label }) => label),
      area: objects.map(({ area }) => area),
      score: objects.map(({ score }) => score),
      rle: objects.map(({ rle = '' }) => rle),
    };
    yield `${JSON.stringify({ file_name: basename(file), image_id: id, width, height, objects: lists })}\n`;
  }
}
