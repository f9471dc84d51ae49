import { type DatasetSplit, datasetSplits } from '../settings';
import type { DatasetContent, Format } from './format';

/**
 * ODVG, the JSON lines with which Grounding DINO is fine-tuned: https://github.com/longzw1997/Open-GroundingDino. Boxes only, as
 * corners in pixels. Class ids begin with 0.
 */
export const odvg: Format = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `images/${split}/${stem}${extension}`,
  annotate: () => [],

  index: (dataset) => [
    ...datasetSplits.map((split) => ({
      path: `annotations/${split}.jsonl`,
      content: dataset.splits.includes(split) ? lines(dataset, split) : undefined,
    })),
    {
      path: 'annotations/label_map.json',
      content: `${JSON.stringify(Object.fromEntries(dataset.classes.entries()), null, 1)}\n`,
    },
  ],
};

async function* lines({ classes, entries, read }: DatasetContent, split: DatasetSplit): AsyncIterable<string> {
  for (const entry of entries) {
    if (entry.split !== split) continue;
    const { file, width, height, objects } = await read(entry);
    const instances = objects.map(({ label, bbox: [x, y, boxWidth, boxHeight], score }) => ({
      ...{ bbox: [x, y, x + boxWidth, y + boxHeight], label: classes.indexOf(label), category: label, score },
    }));
    const filename = file.slice(`images/${split}/`.length);
    yield `${JSON.stringify({ filename, height, width, detection: { instances } })}\n`;
  }
}
