import { resolve } from 'node:path';
import { distinctLabels } from '../../contract';
import { VisionError, withCode } from '../../errors';
import { classFinder } from '../manifest';
import { coco } from './coco';
import { cvat } from './cvat';
import { labelStudio } from './label-studio';
import { own } from './own';
import type { ReadDataset, ReadPicture, SourceDataset } from './reader';
import { yolo } from './yolo';

export type { ReadDataset, ReadPicture } from './reader';

const readers = [own, yolo, labelStudio, coco, cvat];

/**
 * Opens a dataset to read it: one of this package in any format, COCO instances, YOLO, Label Studio's JSON, or CVAT's XML.
 * @param path a folder or a file
 * @throws VisionError `BAD_DATASET` if there is none, or it cannot be read
 */
export async function readDataset(path: string): Promise<ReadDataset> {
  try {
    for (const reader of readers) {
      const dataset = await reader(resolve(path));
      if (!dataset) continue;
      const { kind } = dataset;
      const classes = distinctLabels(dataset.classes);
      return { kind, classes, pictures: (onFailure) => picturesOf({ ...dataset, classes }, path, onFailure) };
    }
  } catch (error) {
    throw unreadable(error, path);
  }
  throw new VisionError(
    'BAD_DATASET',
    `No dataset that can be read is in ${path}. Datasets of this package, COCO instances (annotations/*.json), YOLO (data.yaml), Label Studio's JSON and CVAT's XML can`,
  );
}

/** Files of others may have any value anywhere. */
async function* picturesOf(
  { classes, sources }: SourceDataset,
  path: string,
  onFailure?: (name: string, message: string) => void,
): AsyncIterable<ReadPicture> {
  const classOf = classFinder(classes);
  try {
    for await (const { name, read } of sources()) {
      const picture = await read().catch((error: unknown) => {
        const { code, message } = withCode(error, 'BAD_DATASET', 'Its annotations cannot be read');
        if (!onFailure) throw new VisionError(code, `${name}: ${message}`, { cause: error });
        onFailure(name, message);
      });
      if (!picture) continue;
      const detections = picture.detections.map((one) => ({ ...one, label: classOf(one.label) ?? one.label }));
      yield { ...picture, detections };
    }
  } catch (error) {
    throw unreadable(error, path);
  }
}

const unreadable = (error: unknown, path: string): VisionError =>
  withCode(error, 'BAD_DATASET', `The dataset cannot be read: ${path}`);
