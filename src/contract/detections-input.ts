import { invalidInput, VisionError } from '../errors';
import { type BoxFormat, type BoxOrder, bboxFrom, boxFormatText, boxOrderOf, boxUnitOf } from './box-format';
import { angleOf, boxOfKeys, numberOf, plainName, plainProperties } from './box-keys';
import { bytesFrom } from './bytes';
import type { Bbox, Detection } from './detection';
import { maskInput } from './mask-input';

/** More detections of one image are refused: each takes time in every step that follows. */
export const MAX_DETECTIONS = 10_000;

const EXPECTED =
  'an array of boxes [x, y, width, height], of objects with bbox or box, or a float32 tensor [N, 4] of such boxes';

/**
 * Reads detections or boxes of any node. Detections keep all their properties; plain boxes get `label: "object"` and
 * `score: 1`. Their `bbox` is `[x, y, width, height]` in the unit of `format`: pixels of the upright image, or shares of its
 * size, which `placedBoxes` changes to pixels.
 * @param name of the value, as the user knows it: `msg.detections`
 * @param format of boxes that are arrays; objects with names such as `xmin` or `cx` say themselves what their numbers are
 * @throws VisionError `BAD_BOXES`
 */
export function detectionsInput(name: string, value: unknown, format: BoxFormat = 'xywh'): Detection[] {
  const items = boxTensorRows(name, value) ?? value;
  if (!Array.isArray(items)) throw invalidInput(name, EXPECTED, value, 'BAD_BOXES');
  refuseMore(name, items.length);
  // Unlike `map`, this reads the holes of an array, which are no boxes.
  return Array.from(items, (item, index) => toDetection(`${name}[${index}]`, item, format));
}

/** @throws VisionError `BAD_BOXES` for more than `MAX_DETECTIONS` */
export function refuseMore(name: string, count: number): void {
  if (count <= MAX_DETECTIONS) return;
  throw new VisionError('BAD_BOXES', `${name} has too many boxes: at most ${MAX_DETECTIONS}, got ${count}`);
}

function toDetection(name: string, item: unknown, format: BoxFormat): Detection {
  if (Array.isArray(item)) return { label: 'object', score: 1, bbox: readBox(name, item, format) };
  if (typeof item !== 'object' || item === null) throw invalidInput(name, 'a box', item, 'BAD_BOXES');
  const properties = item as Record<string, unknown>;
  const { mask, ...others } = properties;
  const plain = plainProperties(properties);
  const [key, box] = boxIn(properties, boxOrderOf(format));
  return {
    ...others,
    label: labelIn(name, plain),
    score: scoreIn(plain),
    bbox: readBox(key === '' ? name : `${name}.${key}`, box, format),
    ...(mask === undefined ? {} : { mask: maskInput(`${name}.mask`, mask) }),
  };
}

/** Names of the property with the box, as `plainName` writes them. `bndbox` is of Pascal VOC, `rectangle` of Azure. */
const BOX_NAMES = ['bbox', 'box', 'boundingbox', 'bndbox', 'rectangle'];

/** The box of an object and the name of its property, which is empty if the object itself has the numbers of a box. */
function boxIn(item: Record<string, unknown>, order: BoxOrder): readonly [string, unknown] {
  const keys = Object.keys(item).filter((key) => item[key] !== undefined && item[key] !== null);
  const key = BOX_NAMES.map((name) => keys.find((one) => plainName(one) === name)).find((one) => one !== undefined);
  if (key !== undefined) return [key, item[key]];
  return boxOfKeys(item, order) ? ['', item] : ['box', undefined];
}

/** The first name that is a text, else the first that is a number, as an index of classes is. */
function labelIn(item: string, properties: ReadonlyMap<string, unknown>): string {
  const names = ['label', 'classname', 'name', 'class'].map((name) => properties.get(name));
  const text = names.find((one) => typeof one === 'string' && one.trim() !== '');
  const found = text ?? names.find((one) => typeof one === 'number');
  // As an "object", it would not be hidden by the row of its class.
  const unread = names.find((one) => typeof one === 'object' && one !== null);
  if (found === undefined && unread !== undefined) {
    throw invalidInput(`${item}.label`, 'a text or a number', unread, 'BAD_BOXES');
  }
  return String(found ?? 'object');
}

function scoreIn(item: ReadonlyMap<string, unknown>): number {
  return ['score', 'confidence', 'probability'].map((name) => numberOf(item.get(name))).find(Number.isFinite) ?? 1;
}

type Numbers = [number, number, number, number];

function readBox(name: string, value: unknown, format: BoxFormat): Bbox {
  const keyed = typeof value === 'object' && value !== null && !Array.isArray(value);
  const order = boxOrderOf(format);
  // A copy of an array, because `every` passes over holes.
  const list = Array.isArray(value) && value.length === 4 ? (Array.from(value, numberOf) as Numbers) : undefined;
  const given = keyed ? boxOfKeys(value, order) : list && { numbers: list, order };
  if (!given?.numbers.every(Number.isFinite)) {
    const expected = format === 'xywh' ? '[x, y, width, height]' : boxFormatText(format);
    throw invalidInput(
      name,
      `${expected} or {xmin, ymin, xmax, ymax}${format === 'xywh' ? ' in pixels' : ''}`,
      value,
      'BAD_BOXES',
    );
  }
  const angle = keyed ? angleOf(value) : undefined;
  if (angle !== undefined) {
    const remedy = 'Rotated boxes are not read: give the upright box around it, or its corners x1, y1 to x4, y4';
    throw new VisionError('BAD_BOXES', `${name} is a rotated box: its angle is ${angle}. ${remedy}`);
  }
  const bbox = bboxFrom(given.numbers, given.order);
  const likely = likelyFormat(given.numbers, given.order, bbox, format);
  if (likely) throw unlikelyBox(name, given.numbers, format, likely);
  if (bbox[2] >= 0 && bbox[3] >= 0 && bbox.every(Number.isFinite)) return bbox;
  throw invalidInput(name, '[x, y, width, height] or {xmin, ymin, xmax, ymax} in pixels', value, 'BAD_BOXES');
}

/** The format that four numbers seem to have, if they cannot have the given one. Known without the image. */
function likelyFormat(
  numbers: readonly number[],
  order: BoxOrder,
  [, , width, height]: Bbox,
  format: BoxFormat,
): BoxFormat | undefined {
  const isShare = boxUnitOf(format) === 'shares';
  // Boxes may reach beyond the image, but not by its complete size.
  if (isShare && numbers.some((value) => Math.abs(value) > 2)) return order;
  const isReversed = order === 'xyxy' && (width < 0 || height < 0);
  return isReversed && boxOrderOf(format) === 'xyxy' ? (isShare ? 'xywhn' : 'xywh') : undefined;
}

/** An error that names the format which the numbers of a box seem to have. */
export function unlikelyBox(
  name: string,
  numbers: readonly number[],
  format: BoxFormat,
  likely: BoxFormat,
): VisionError {
  const got = numbers.map((value) => Number(value.toPrecision(6))).join(', ');
  return new VisionError(
    'BAD_BOXES',
    `${name} must be ${boxFormatText(format)}, got [${got}]. It looks like ${boxFormatText(likely)}: set Box format to ${likely}`,
  );
}

/** The boxes of a float32 tensor `[N, 4]`, or `undefined` for any other value. */
function boxTensorRows(name: string, value: unknown): number[][] | undefined {
  const { type, dims, data: given } = (value ?? {}) as Record<string, unknown>;
  if (type !== 'float32' || !Array.isArray(dims) || dims.length !== 2 || dims[1] !== 4) return undefined;
  const data = bytesFrom(given);
  if (data?.length !== dims[0] * 16) return undefined;
  refuseMore(name, dims[0]);
  return Array.from({ length: dims[0] }, (_, row) => [0, 4, 8, 12].map((at) => data.readFloatLE(row * 16 + at)));
}
