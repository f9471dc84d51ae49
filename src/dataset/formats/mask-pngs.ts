import { VisionError } from '../../errors';
import { encodeGrey16Png, encodeIndexedPng } from '../../image/indexed-png';
import type { Format } from './format';
import { classFile, imagesBySplit } from './layout';
import { paintObjects } from './painted';

/** Classes of 8 bits, without 0, the background. */
const MAX_CLASSES = 255;

/**
 * Masks as grey PNGs: `semantic/` has the number of the class, 8 bits, `instances/` the number of the object in the image, 16
 * bits. Both from 1; 0 is the background. `classes.txt` has the names: line n is class n.
 */
export const maskPngs: Format = {
  ...imagesBySplit,

  annotate(picture, classes) {
    const { stem, split, size, objects } = picture;
    const { width, height } = size;
    const byClass = objects.map(({ label }) => classes.indexOf(label) + 1);
    if (Math.max(0, ...byClass) > MAX_CLASSES) {
      throw new VisionError(
        'BAD_DATASET',
        `Mask PNGs can have at most ${MAX_CLASSES} classes, got ${Math.max(...byClass)}. Choose another format`,
      );
    }
    const byObject = objects.map((_object, index) => index + 1);
    const semantic = paintObjects(picture, byClass, new Uint8Array(width * height));
    const instances = paintObjects(picture, byObject, new Uint16Array(width * height));
    return [
      { path: `semantic/${split}/${stem}.png`, content: encodeIndexedPng(semantic, width, height) },
      { path: `instances/${split}/${stem}.png`, content: encodeGrey16Png(instances, width, height) },
    ];
  },

  index: (dataset) => [classFile(dataset)],
};
