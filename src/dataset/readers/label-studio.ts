import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bbox, Detection, ImageSize } from '../../contract';
import { maskBounds } from '../../geometry/mask';
import { labelStudioMask } from '../formats/label-studio-brush';
import { datasetSplits } from '../settings';
import { outlined, turnedBox } from './outline';
import {
  annotatedSize,
  firstFile,
  imageMissing,
  isFile,
  onlySize,
  type PictureSource,
  type Reader,
  type ReadPicture,
  sizeOf,
} from './reader';

interface Task {
  readonly data: Readonly<Record<string, unknown>>;
  readonly annotations?: readonly { readonly result: readonly Region[]; readonly was_cancelled?: boolean }[];
  readonly predictions?: readonly { readonly result: readonly Region[] }[];
}

interface Region {
  readonly type: string;
  readonly original_width?: unknown;
  readonly original_height?: unknown;
  readonly score?: number;
  readonly value: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Of a rectangle, clockwise around its first corner, in degrees. */
    readonly rotation?: number;
    readonly points: readonly (readonly [x: number, y: number])[];
    readonly rle: readonly number[];
  } & Readonly<Record<string, unknown>>;
}

/** Characters of a URL that a message has: it may be an image. */
const MAX_URL = 200;

/** Types of regions that are objects. The value has the labels under the same name. */
const TYPES = ['brushlabels', 'polygonlabels', 'rectanglelabels'];

/**
 * Label Studio's JSON: its tasks, or an export. Of a task, the last annotation counts, or without one its first prediction. Brush
 * strokes, polygons and rectangles are objects; other regions are left out.
 */
export const labelStudio: Reader = async (path) => {
  const file = path.endsWith('.json') ? path : join(path, 'tasks.json');
  if (!(await isFile(file))) return undefined;
  const tasks = JSON.parse(await readFile(file, 'utf8')) as readonly Task[];
  if (!Array.isArray(tasks) || !tasks.every((task) => typeof task?.data === 'object')) return undefined;
  const classes = tasks.flatMap((task) => regionsOf(task).map(labelOf));
  return {
    kind: 'Label Studio',
    classes: [...new Set(classes)],
    sources: () => tasks.map((task) => source(file, task)),
  };
};

function source(path: string, task: Task): PictureSource {
  const url = String(task.data.image ?? Object.values(task.data).find((value) => typeof value === 'string') ?? '');
  return { name: url.slice(0, MAX_URL), read: () => picture(path, task, url) };
}

async function picture(path: string, task: Task, url: string): Promise<ReadPicture> {
  const file = await imageOf(dirname(path), url);
  if (file === undefined) throw imageMissing();
  const split = datasetSplits.find((one) => one === task.data.split);
  const regions = regionsOf(task);
  if (regions.length === 0) return { file, ...(split && { split }), detections: [] };
  // Predictions of other programs need not say the size.
  const annotated = onlySize(regions.map((one) => annotatedSize(one.original_width, one.original_height)));
  const size = annotated ?? (await sizeOf(file));
  return { file, ...(split && { split }), detections: regions.map((region) => detection(region, size)), size };
}

/** Images are local files, or uploads to which Label Studio gave a prefix. They are next to the JSON file, or in `images`. */
async function imageOf(folder: string, url: string): Promise<string | undefined> {
  const path = decoded(/[?&]d=([^&]*)/.exec(url)?.[1] ?? url.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*$/, ''));
  const name = basename(path.replaceAll('\\', '/'));
  const folders = [dirname(folder), folder, join(folder, 'images')];
  const names = [path.replace(/^\/+/, ''), name, name.replace(/^[0-9a-f]{8}-/, '')];
  for (const one of names) {
    const file = await firstFile(folders, one);
    if (file !== undefined) return file;
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function regionsOf({ annotations = [], predictions = [] }: Task): readonly Region[] {
  const { result = [] } = annotations.findLast(({ was_cancelled }) => !was_cancelled) ?? predictions[0] ?? {};
  return result.filter((region) => TYPES.includes(region?.type));
}

const labelOf = ({ type, value }: Region): string =>
  String((value?.[type] as readonly unknown[] | undefined)?.[0] ?? 'object');

function detection(region: Region, size: ImageSize): Detection {
  return { label: labelOf(region), score: region.score ?? 1, ...placeOf(region, size) };
}

function placeOf({ type, value }: Region, size: ImageSize): Pick<Detection, 'bbox' | 'mask'> {
  if (type === 'brushlabels') {
    const mask = labelStudioMask(value.rle, size);
    return { bbox: maskBounds(mask), mask };
  }
  if (type === 'rectanglelabels') {
    const x = (value.x * size.width) / 100;
    const y = (value.y * size.height) / 100;
    const bbox: Bbox = [x, y, (value.width * size.width) / 100, (value.height * size.height) / 100];
    return value.rotation ? turnedBox(bbox, value.rotation, [x, y], size) : { bbox };
  }
  // Percentages of our own polygons have rounding errors.
  const pixels = (percent: number, side: number): number => Math.round(percent * side * 1e4) / 1e6;
  return outlined([value.points.flatMap(([x, y]) => [pixels(x, size.width), pixels(y, size.height)])], size);
}
