import type { DatasetFormat } from '../settings';
import { coco } from './coco';
import type { Format } from './format';
import { labelme } from './labelme';
import { voc } from './voc';
import { yolo, yoloSeg } from './yolo';

/** All formats. */
export const formats: Readonly<Record<DatasetFormat, Format>> = { coco, 'yolo-seg': yoloSeg, yolo, voc, labelme };
