import type { DatasetFormat } from '../settings';
import { coco } from './coco';
import { cocoPanoptic } from './coco-panoptic';
import { cvat } from './cvat';
import type { Format } from './format';
import { imageFolder } from './image-folder';
import { labelStudio } from './label-studio';
import { labelme } from './labelme';
import { maskPngs } from './mask-pngs';
import { odvg } from './odvg';
import { voc } from './voc';
import { yolo, yoloSeg } from './yolo';

/** All formats. */
export const formats: Readonly<Record<DatasetFormat, Format>> = {
  coco,
  'coco-panoptic': cocoPanoptic,
  'yolo-seg': yoloSeg,
  yolo,
  voc,
  labelme,
  'label-studio': labelStudio,
  cvat,
  odvg,
  'image-folder': imageFolder,
  'mask-pngs': maskPngs,
};
