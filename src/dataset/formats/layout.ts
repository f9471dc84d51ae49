import type { LogEntry, PictureRecord } from '../picture-log';
import { type DatasetSplit, datasetSplits } from '../settings';
import type { DatasetContent, Format, IndexFile } from './format';

/** The images of most formats: files that readers accept, in `images/<split>/`. */
export const imagesBySplit: Pick<Format, 'keeps' | 'picturePath'> = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `images/${split}/${stem}${extension}`,
};

/** An index file for each split that has files. Those of other splits must not exist. */
export const fileOfEachSplit = (
  dataset: DatasetContent,
  pathOf: (split: DatasetSplit) => string,
  write: (dataset: DatasetContent, split: DatasetSplit) => AsyncIterable<string>,
  splits = dataset.splits,
): IndexFile[] =>
  datasetSplits.map((split) => ({
    path: pathOf(split),
    content: splits.includes(split) ? write(dataset, split) : undefined,
  }));

export const entriesOf = ({ entries }: DatasetContent, split: DatasetSplit): LogEntry[] =>
  entries.filter((entry) => entry.split === split);

/** The records of a split, each as a line of JSON. */
export async function* jsonLines(
  dataset: DatasetContent,
  split: DatasetSplit,
  lineOf: (record: PictureRecord) => object,
): AsyncIterable<string> {
  for (const entry of entriesOf(dataset, split)) yield `${JSON.stringify(lineOf(await dataset.read(entry)))}\n`;
}

/** `classes.txt`: line n is class n, from 1. */
export const classFile = ({ classes }: DatasetContent): IndexFile => ({
  path: 'classes.txt',
  content: classes.map((name) => `${name}\n`).join(''),
});
