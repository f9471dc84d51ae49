import { basename } from 'node:path/posix';
import type { ImageSize, Mask } from '../../contract';
import { maskPolygons } from '../../geometry/polygons';
import { type CocoRle, cocoRle } from '../../geometry/rle';
import type { RecordedObject } from '../picture-log';
import type { DatasetSettings, DatasetSplit } from '../settings';
import type { DatasetContent, Format } from './format';
import { entriesOf, fileOfEachSplit, imagesBySplit } from './layout';

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
  ...imagesBySplit,
  annotate: () => [],

  remember: ({ objects, size }, settings) => objects.map(({ mask }) => segmentationOf(mask, size, settings)),

  index: (dataset) => fileOfEachSplit(dataset, (split) => `annotations/instances_${split}.json`, instances),
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
  const { classes, read } = dataset;
  yield cocoHead(dataset, split);
  let id = 0;
  for (const entry of entriesOf(dataset, split)) {
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

/**
 * The start of a file of COCO: everything before its first annotation.
 * @param more further properties of each category
 */
export function cocoHead(dataset: DatasetContent, split: DatasetSplit, more: object = {}): string {
  const { classes, created, program } = dataset;
  const info = { description: `${split} part of a dataset`, contributor: program, date_created: created };
  const categories = classes.map((name, index) => ({ id: index + 1, name, supercategory: '', ...more }));
  const images = entriesOf(dataset, split).map(({ id, file, width, height }) => ({
    ...{ id, width, height, file_name: basename(file) },
  }));
  return `{"info":${JSON.stringify(info)},\n"licenses":[],\n"categories":${lines(categories)},\n"images":${lines(images)},\n"annotations":[`;
}

const lines = (items: readonly object[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
