import { maskPolygons, type Ring } from '../../geometry/polygons';
import type { DatasetObject } from '../objects';
import type { DatasetSettings, DatasetSplit } from '../settings';
import type { AnnotatedPicture, DatasetContent, Format } from './format';
import { joinedRing } from './joined-ring';

/** The numbers of an object's row after its class, in pixels: x and y in turn. */
type Coordinates = (object: DatasetObject, settings: DatasetSettings) => readonly number[];

/** Centre, width and height. */
const boxOf: Coordinates = ({ bbox: [x, y, width, height] }) => [x + width / 2, y + height / 2, width, height];

/** What has no mask is outlined by its box: the readers would take the four numbers of a box for two corners. */
const outlineOf: Coordinates = ({ mask, bbox: [x, y, width, height] }, { tolerance }) => {
  if (mask) return joinedRing(maskPolygons(mask, tolerance).flatMap(({ outer, holes }) => [outer, ...holes])).flat();
  const corners: Ring = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  return corners.flat();
};

/** Ultralytics detection: https://docs.ultralytics.com/datasets/detect/ */
export const yolo: Format = yoloFormat(boxOf);

/** Ultralytics segmentation: https://docs.ultralytics.com/datasets/segment/ */
export const yoloSeg: Format = yoloFormat(outlineOf);

function yoloFormat(coordinates: Coordinates): Format {
  return {
    keeps: ['jpeg', 'png', 'webp'],
    picturePath: ({ stem, extension, split }) => `images/${split}/${stem}${extension}`,
    annotate: (picture, classes, settings) => [
      {
        path: `labels/${picture.split}/${picture.stem}.txt`,
        content: picture.objects
          .map((object) => row(classes.indexOf(object.label), coordinates(object, settings), picture.size))
          .join(''),
      },
    ],
    index: (dataset) => [{ path: 'data.yaml', content: dataYaml(dataset) }],
  };
}

/** Class ids begin with 0; coordinates are shares of the picture's width and height. */
function row(classId: number, pixels: readonly number[], { width, height }: AnnotatedPicture['size']): string {
  const shares = pixels.map((value, index) => Number((value / (index % 2 === 0 ? width : height)).toFixed(6)));
  return `${[classId, ...shares].join(' ')}\n`;
}

/**
 * Without `path` it is the folder of this file: the dataset can be moved. `train` and `val` are required, so that the one
 * stands for the other where that has no pictures.
 */
function dataYaml({ entries, classes }: DatasetContent): string {
  const has = (split: DatasetSplit): boolean => entries.some((entry) => entry.split === split);
  const folder = (split: DatasetSplit, otherwise: DatasetSplit): string => `images/${has(split) ? split : otherwise}`;
  return [
    `train: ${folder('train', 'val')}`,
    `val: ${folder('val', 'train')}`,
    ...(has('test') ? ['test: images/test'] : []),
    classes.length === 0 ? 'names: {}' : 'names:',
    // What JSON writes in quotes YAML reads the same.
    ...classes.map((name, index) => `  ${index}: ${JSON.stringify(name)}`),
    '',
  ].join('\n');
}
