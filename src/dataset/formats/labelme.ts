import type { Mask } from '../../contract';
import { maskPolygons } from '../../geometry/polygons';
import { encodeIndexedPng } from '../../image/indexed-png';
import type { DatasetObject } from '../objects';
import type { Format } from './format';

/** The version of LabelMe that writes files like these. */
const VERSION = '5.5.0';

interface Shape {
  readonly shape_type: 'polygon' | 'rectangle' | 'mask';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Base64 of a PNG of the cropped mask; only with `shape_type` mask. */
  readonly mask: string | null;
}

/** LabelMe, with each JSON file next to its image: https://github.com/wkentaro/labelme */
export const labelme: Format = {
  keeps: ['jpeg', 'png', 'webp'],
  picturePath: ({ stem, extension, split }) => `${split}/${stem}${extension}`,

  annotate({ stem, extension, split, size, objects }, _classes, { tolerance }) {
    const shapes = objects.flatMap((object, index) => {
      const components = shapesOf(object, tolerance);
      // Shapes with the same label and group are one object.
      const group_id = components.length > 1 ? index + 1 : null;
      return components.map((shape) => ({ label: object.label, ...shape, group_id, description: '', flags: {} }));
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

  // LabelMe reads this list at its start, and its converters number classes in this order.
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

/** Its two points are the first and the last pixel of the cropped mask. */
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
