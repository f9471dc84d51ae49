import type { Mask } from '../../contract';
import { maskPolygons } from '../../geometry/polygons';
import { encodeIndexedPng } from '../../image/indexed-png';
import type { DatasetObject } from '../objects';
import type { Format } from './format';

/** Of LabelMe, whose files look like these. */
const VERSION = '5.5.0';

interface Shape {
  readonly shape_type: 'polygon' | 'rectangle' | 'mask';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The crop as PNG in base64, with `shape_type` mask only. */
  readonly mask: string | null;
}

/** LabelMe, with the pictures beside the files: https://github.com/wkentaro/labelme */
export const labelme: Format = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `${split}/${stem}${extension}`,

  annotate({ stem, extension, split, size, objects }, _classes, { tolerance }) {
    const shapes = objects.flatMap((object, index) => {
      const parts = shapesOf(object, tolerance);
      // Parts with the same label and group are one object.
      const group_id = parts.length > 1 ? index + 1 : null;
      return parts.map((part) => ({ label: object.label, ...part, group_id, description: '', flags: {} }));
    });
    const document = {
      version: VERSION,
      flags: {},
      shapes,
      imagePath: stem + extension,
      imageData: null,
      imageHeight: size.height,
      imageWidth: size.width,
    };
    return [{ path: `${split}/${stem}.json`, content: `${JSON.stringify(document, null, 1)}\n` }];
  },

  // The list that LabelMe is started with and that its converters number classes by.
  index: ({ classes }) => [
    { path: 'labels.txt', content: ['__ignore__', '_background_', ...classes].map((name) => `${name}\n`).join('') },
  ],
};

function shapesOf({ mask, bbox: [x, y, width, height] }: DatasetObject, tolerance: number): Shape[] {
  if (!mask) {
    const points = [[x, y] as const, [x + width, y + height] as const];
    return [{ shape_type: 'rectangle', points, mask: null }];
  }
  const polygons = maskPolygons(mask, tolerance);
  // A polygon cannot have holes.
  if (polygons.some(({ holes }) => holes.length > 0)) return [maskShape(mask)];
  return polygons.map(({ outer }) => ({ shape_type: 'polygon', points: outer, mask: null }));
}

/** The corners are the first and the last pixel of the crop. */
function maskShape({ dims: [height, width], offset: [left, top], data }: Mask): Shape {
  return {
    shape_type: 'mask',
    points: [
      [left, top],
      [left + width - 1, top + height - 1],
    ],
    mask: encodeIndexedPng(data, width, height).toString('base64'),
  };
}
