import { invalidInput, VisionError } from '../errors';
import { bytesFrom } from './bytes';
import type { Bbox, Detection } from './detection';
import { maskInput } from './mask-input';

/** More detections of one image are refused: each takes time in every step that follows. */
export const MAX_DETECTIONS = 10_000;

const EXPECTED =
  'an array of boxes [x, y, width, height], of objects with bbox or box, or a float32 tensor [N, 4] of such boxes';

/**
 * Reads detections or boxes of any node. Detections keep all their properties; plain boxes get `label: "object"` and
 * `score: 1`. Boxes are in pixels of the upright image.
 * @param name of the value, as the user knows it: `msg.detections`
 * @throws VisionError `BAD_BOXES`
 */
export function detectionsInput(name: string, value: unknown): Detection[] {
  const items: unknown = boxTensorRows(value) ?? value;
  if (!Array.isArray(items)) throw invalidInput(name, EXPECTED, value, 'BAD_BOXES');
  refuseMore(name, items.length);
  // Unlike `map`, this reads the holes of an array, which are no boxes.
  return Array.from(items, (item, index) => toDetection(`${name}[${index}]`, item));
}

/** @throws VisionError `BAD_BOXES` for more than `MAX_DETECTIONS` */
export function refuseMore(name: string, count: number): void {
  if (count <= MAX_DETECTIONS) return;
  throw new VisionError('BAD_BOXES', `${name} has too many boxes: at most ${MAX_DETECTIONS}, got ${count}`);
}

function toDetection(name: string, item: unknown): Detection {
  if (Array.isArray(item)) return { label: 'object', score: 1, bbox: bboxFrom(name, item) };
  if (typeof item !== 'object' || item === null) throw invalidInput(name, 'a box', item, 'BAD_BOXES');
  const { label, class: className, score, bbox, box, mask } = item as Record<string, unknown>;
  return {
    ...item,
    label: String(label ?? className ?? 'object'),
    score: typeof score === 'number' ? score : 1,
    bbox: bbox === undefined ? bboxFrom(`${name}.box`, box) : bboxFrom(`${name}.bbox`, bbox),
    ...(mask === undefined ? {} : { mask: maskInput(`${name}.mask`, mask) }),
  };
}

/** COCO order `[x, y, width, height]`, or corners `{xmin, ymin, xmax, ymax}` as in transformers.js. */
function bboxFrom(name: string, value: unknown): Bbox {
  const numbers = Array.isArray(value) ? value : xywhOf(value);
  const [x, y, width, height] = numbers;
  // Not `numbers.every`, which passes over holes.
  if (numbers.length !== 4 || ![x, y, width, height].every(Number.isFinite) || width < 0 || height < 0) {
    throw invalidInput(name, '[x, y, width, height] or {xmin, ymin, xmax, ymax} in pixels', value, 'BAD_BOXES');
  }
  return [x, y, width, height];
}

function xywhOf(value: unknown): number[] {
  const { xmin, ymin, xmax, ymax } = (value ?? {}) as Record<string, number>;
  return [xmin, ymin, Number(xmax) - Number(xmin), Number(ymax) - Number(ymin)] as number[];
}

/** The boxes of a float32 tensor `[N, 4]`, or `undefined` for any other value. */
function boxTensorRows(value: unknown): number[][] | undefined {
  const { type, dims, data: given } = (value ?? {}) as Record<string, unknown>;
  if (type !== 'float32' || !Array.isArray(dims) || dims.length !== 2 || dims[1] !== 4) return undefined;
  const data = bytesFrom(given);
  if (data?.length !== dims[0] * 16) return undefined;
  return Array.from({ length: dims[0] }, (_, row) => [0, 4, 8, 12].map((at) => data.readFloatLE(row * 16 + at)));
}
