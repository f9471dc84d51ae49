import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import type { Detection, ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import { polygonMask } from '../../geometry/polygon-mask';
import { type DatasetSplit, datasetSplits } from '../settings';
import {
  firstFile,
  imageMissing,
  isFile,
  type PictureSource,
  type Reader,
  type ReadPicture,
  sizeOf,
  spellings,
} from './reader';

const IMAGE = /\.(jpe?g|png|webp|bmp|tiff?|avif|gif)$/i;

interface DataYaml {
  readonly path?: string;
  readonly names: readonly string[] | Readonly<Record<string, string>>;
  readonly train?: string | readonly string[];
  readonly val?: string | readonly string[];
  readonly test?: string | readonly string[];
}

/** Ultralytics YOLO: `data.yaml` with the splits, and a text file for each image with boxes or polygons. */
export const yolo: Reader = async (path) => {
  const file = /\.ya?ml$/.test(path) ? path : join(path, 'data.yaml');
  if (!(await isFile(file))) return undefined;
  // Loaded here, because few processes need it.
  const { parse } = await import('yaml');
  const content = parse(await readFile(file, 'utf8')) as DataYaml | null;
  if (!content?.names) return undefined;
  const classes = Object.values(content.names).map(String);
  return {
    kind: 'YOLO',
    classes,
    sources: () => sources(resolve(dirname(file), content.path ?? '.'), content, classes),
  };
};

async function* sources(root: string, content: DataYaml, classes: readonly string[]): AsyncIterable<PictureSource> {
  for (const split of datasetSplits) {
    for (const place of [content[split] ?? []].flat()) {
      for (const file of await imagesIn(resolve(root, place), root)) {
        yield { name: file, read: () => picture(file, split, classes) };
      }
    }
  }
}

/** A folder with images, or a text file with their paths. */
async function imagesIn(place: string, root: string): Promise<string[]> {
  if (place.endsWith('.txt')) {
    const lines = (await readFile(place, 'utf8')).split(/\r?\n/).filter((line) => line.trim() !== '');
    return lines.map((line) => resolve(root, line.trim()));
  }
  const names = await readdir(place, { recursive: true }).catch(() => []);
  return names
    .filter((name) => IMAGE.test(name))
    .sort()
    .map((name) => join(place, name));
}

async function picture(name: string, split: DatasetSplit, classes: readonly string[]): Promise<ReadPicture> {
  const file = await existing(name);
  if (file === undefined) throw imageMissing();
  const parts = dirname(file).split(sep);
  const at = parts.lastIndexOf('images');
  const folder = at === -1 ? dirname(file) : parts.with(at, 'labels').join(sep);
  const labels = await firstFile([folder], `${basename(file, extname(file))}.txt`);
  const rows = labels ? (await readFile(labels, 'utf8')).split(/\r?\n/).filter((row) => row.trim()) : [];
  if (rows.length === 0) return { file, split, detections: [] };
  const size = await sizeOf(file);
  return {
    file,
    split,
    detections: rows.map((row, index) => detection(row, size, classes, `line ${index + 1} of ${labels}`)),
  };
}

async function existing(path: string): Promise<string | undefined> {
  for (const one of spellings(path)) if (await isFile(one)) return one;
  return undefined;
}

/** The class, then centre, width and height of a box, or the corners of a polygon. All as shares of the image's size. */
function detection(row: string, { width, height }: ImageSize, classes: readonly string[], where: string): Detection {
  const [id, ...shares] = row.trim().split(/\s+/).map(Number);
  const label = classes[id!];
  const isBox = shares.length === 4 || shares.length === 5;
  if (label === undefined || shares.some(Number.isNaN) || !(isBox || (shares.length >= 6 && shares.length % 2 === 0))) {
    throw new VisionError('BAD_DATASET', `A class and a box or polygon must be in ${where}`);
  }
  if (isBox) {
    const [x, y, w, h, score = 1] = shares as [number, number, number, number, number?];
    return { label, score, bbox: [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height] };
  }
  // Six decimals of a share are less than a pixel of any image, but not exact.
  const pixels = shares.map((share, index) => Math.round(share * (index % 2 === 0 ? width : height) * 100) / 100);
  return { label, score: 1, bbox: [0, 0, width, height], mask: polygonMask([pixels], { width, height }) };
}
