import { maskPolygons, type Ring } from '../../geometry/polygons';
import type { DatasetObject } from '../objects';
import type { DatasetSettings, DatasetSplit } from '../settings';
import type { AnnotatedPicture, DatasetContent, Format } from './format';
import { joinedRing } from './joined-ring';
import { imagesBySplit } from './layout';

/** The numbers of an object's row after its class, in pixels: x and y alternate. */
type Coordinates = (object: DatasetObject, settings: DatasetSettings) => readonly number[];

/** Centre, width and height. */
const boxOf: Coordinates = ({ bbox: [x, y, width, height] }) => [x + width / 2, y + height / 2, width, height];

/** An object without a mask has the outline of its box. Readers would take the four numbers of a box for two corners. */
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
    ...imagesBySplit,
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

/** Class ids begin with 0. Coordinates are divided by the image's width and height, to six decimals. */
function row(classId: number, pixels: readonly number[], { width, height }: AnnotatedPicture['size']): string {
  const shares = pixels.map((value, index) => Number((value / (index % 2 === 0 ? width : height)).toFixed(6)));
  return `${[classId, ...shares].join(' ')}\n`;
}

/**
 * Without `path`, readers use the folder of this file, so the dataset can be moved. `train` and `val` are required; if one
 * has no images, it names the folder of the other.
 */
function dataYaml({ entries, classes }: DatasetContent): string {
  const has = (split: DatasetSplit): boolean => entries.some((entry) => entry.split === split);
  const folder = (split: DatasetSplit, otherwise: DatasetSplit): string => `images/${has(split) ? split : otherwise}`;
  return [
    `train: ${folder('train', 'val')}`,
    `val: ${folder('val', 'train')}`,
    ...(has('test') ? ['test: images/test'] : []),
    classes.length === 0 ? 'names: {}' : 'names:',
    // A JSON string is also a YAML string.
    ...classes.map((name, index) => `  ${index}: ${JSON.stringify(name)}`),
    '',
  ].join('\n');
}
