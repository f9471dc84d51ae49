import { basename } from 'node:path/posix';
import type { ImageSize, Mask } from '../../contract';
import { maskPolygons } from '../../geometry/polygons';
import { type CocoRle, cocoRle } from '../../geometry/rle';
import type { RecordedObject } from '../picture-log';
import { type DatasetSettings, type DatasetSplit, datasetSplits } from '../settings';
import type { DatasetContent, Format } from './format';

/** Polygons, whose union is the object; a run-length encoding; or empty if the object has only a box. */
type Segmentation = readonly number[][] | CocoRle;

interface CocoObject extends RecordedObject {
  readonly segmentation: Segmentation;
  readonly iscrowd: 0 | 1;
}

/**
 * COCO instance segmentation: https://cocodataset.org/#format-data. Ids begin with 1, because some readers use 0 for the
 * background. `score` is an additional property that readers ignore.
 */
export const coco: Format = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `images/${split}/${stem}${extension}`,
  annotate: () => [],

  remember: ({ objects, size }, settings) => objects.map(({ mask }) => segmentationOf(mask, size, settings)),

  index: (dataset) =>
    datasetSplits.map((split) => ({
      path: `annotations/instances_${split}.json`,
      content: dataset.splits.includes(split) ? instances(dataset, split) : undefined,
    })),
};

function segmentationOf(
  mask: Mask | undefined,
  picture: ImageSize,
  { masks, tolerance, crowdForRle }: DatasetSettings,
): Pick<CocoObject, 'segmentation' | 'iscrowd'> {
  if (!mask) return { segmentation: [], iscrowd: 0 };
  const polygons = masks === 'polygons' ? maskPolygons(mask, tolerance) : [];
  const hasHoles = polygons.some(({ holes }) => holes.length > 0);
  if (polygons.length > 0 && !hasHoles) {
    return { segmentation: polygons.map(({ outer }) => outer.flat()), iscrowd: 0 };
  }
  return { segmentation: cocoRle(mask, picture), iscrowd: crowdForRle ? 1 : 0 };
}

async function* instances(dataset: DatasetContent, split: DatasetSplit): AsyncIterable<string> {
  const { classes, created, program, read } = dataset;
  const entries = dataset.entries.filter((entry) => entry.split === split);
  const info = { description: `${split} part of a dataset`, contributor: program, date_created: created };
  const categories = classes.map((name, index) => ({ id: index + 1, name, supercategory: '' }));
  const images = entries.map(({ id, file, width, height }) => ({ id, width, height, file_name: basename(file) }));
  yield `{"info":${JSON.stringify(info)},\n"licenses":[],\n"categories":${lines(categories)},\n"images":${lines(images)},\n`;

  yield '"annotations":[';
  let id = 0;
  for (const entry of entries) {
    const { objects } = await read(entry);
    for (const { label, ...object } of objects as readonly CocoObject[]) {
      const { segmentation, area, bbox, iscrowd, score } = object;
      const category_id = classes.indexOf(label) + 1;
      const annotation = { id: ++id, image_id: entry.id, category_id, segmentation, area, bbox, iscrowd, score };
      yield `${id === 1 ? '' : ','}\n${JSON.stringify(annotation)}`;
    }
  }
  yield '\n]}\n';
}

const lines = (items: readonly object[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
