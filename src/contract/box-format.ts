import type { Bbox } from './detection';

/**
 * What the four numbers of a box are: its top left corner and size (`xywh`), two opposite corners (`xyxy`), or its centre and
 * size (`cxcywh`). In pixels of the upright image, or with `n` in shares of its width and height, 0 to 1.
 */
export const boxFormats = ['xywh', 'xyxy', 'cxcywh', 'xywhn', 'xyxyn', 'cxcywhn'] as const;
export type BoxFormat = (typeof boxFormats)[number];

/** Pixels of the upright image, or shares of its width and height. */
export type BoxUnit = 'pixels' | 'shares';

/** What four numbers are, without their unit. */
export type BoxOrder = 'xywh' | 'xyxy' | 'cxcywh';

export const boxUnitOf = (format: BoxFormat): BoxUnit => (format.endsWith('n') ? 'shares' : 'pixels');

export const boxOrderOf = (format: BoxFormat): BoxOrder => format.replace(/n$/, '') as BoxOrder;

/** The four numbers in the order of `Bbox`, in the same unit. */
export function bboxFrom([a, b, c, d]: readonly [number, number, number, number], order: BoxOrder): Bbox {
  if (order === 'xyxy') return [a, b, c - a, d - b];
  if (order === 'cxcywh') return [a - c / 2, b - d / 2, c, d];
  return [a, b, c, d];
}

/** The numbers of a format as users write them, for error sentences. */
export function boxFormatText(format: BoxFormat): string {
  const numbers = { xywh: '[x, y, width, height]', xyxy: '[x1, y1, x2, y2]', cxcywh: '[cx, cy, width, height]' };
  return `${numbers[boxOrderOf(format)]} in ${boxUnitOf(format) === 'shares' ? 'shares of 0 to 1' : 'pixels'}`;
}
