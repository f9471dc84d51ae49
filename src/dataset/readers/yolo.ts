import { access, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import type { Detection, ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import { type DatasetSplit, datasetSplits } from '../settings';
import { outlined } from './outline';
import { firstFile, imageMissing, isFile, type Reader, type ReadPicture, sizeOf, spellings } from './reader';

const IMAGE = /\.(jpe?g|png|webp|bmp|tiff?|avif|gif)$/i;

interface DataYaml {
  readonly path?: string;
  readonly names: readonly string[] | Readonly<Record<string, string>>;
  readonly train?: string | readonly string[];
  readonly val?: string | readonly string[];
  readonly test?: string | readonly string[];
  /** Number of key points of an object, and of values of each. */
  readonly kpt_shape?: readonly [count: number, values: number];
}

/** What rows of labels mean. */
interface Rows {
  /** Names of the classes by their ids. */
  readonly names: ReadonlyMap<number, string>;
  /** Values that follow a box: coordinates of key points. */
  readonly keyPoints: number;
}

/** Where images of a split may be. */
interface Place {
  /** The folder that `path` and the lines of a text file are relative to. */
  readonly root: string;
  readonly path: string;
}

interface ImageFile {
  /** May not exist. */
  readonly path: string;
  readonly split: DatasetSplit;
}

/** Ultralytics YOLO: `data.yaml` with the splits, and a text file for each image with boxes or polygons. */
export const yolo: Reader = async (path) => {
  const file = /\.ya?ml$/.test(path) ? path : join(path, 'data.yaml');
  if (!(await isFile(file))) return undefined;
  // Loaded here, because few processes need it.
  const { parse } = await import('yaml');
  const content = parse(await readFile(file, 'utf8')) as DataYaml | null;
  if (!content?.names) return undefined;
  const names = new Map(Object.entries(content.names).map(([id, name]) => [Number(id), String(name)]));
  const [count = 0, values = 0] = content.kpt_shape ?? [];
  const rows = { names, keyPoints: count * values };
  const files = await imageFiles(file, content);
  const sources = () => files.map((one) => ({ name: one.path, read: () => picture(one, rows) }));
  return { kind: 'YOLO', classes: [...names.values()], sources };
};

/** The images that `data.yaml` names. @throws VisionError `BAD_DATASET` if no image is found */
async function imageFiles(yaml: string, content: DataYaml): Promise<ImageFile[]> {
  const roots = rootsOf(dirname(yaml), String(content.path ?? '.'));
  const files: ImageFile[] = [];
  const tried: string[] = [];
  for (const split of datasetSplits) {
    for (const named of [content[split] ?? []].flat()) {
      const places = placesOf(roots, String(named));
      const existing = await firstExisting(places.map(({ path }) => path));
      const place = places.find(({ path }) => path === existing);
      tried.push(...(place ? [place] : places).map(({ path }) => path));
      for (const path of place ? await imagesIn(place) : []) files.push({ path, split });
    }
  }
  if (files.length > 0) return files;
  const reason = tried.length > 0 ? `looked in ${[...new Set(tried)].join(', ')}` : 'it has no train, val or test';
  throw new VisionError('BAD_DATASET', `No images of ${yaml} are found: ${reason}`);
}

/** Folders that places may be relative to. `path` is often that of another machine, or of a folder with all datasets. */
function rootsOf(folder: string, path: string): readonly string[] {
  return [...new Set([resolve(folder, path), resolve(folder, withoutStart(path)), folder])];
}

/** Roboflow writes `../train/images` for a folder next to the file, which Ultralytics also reads. */
const placesOf = (roots: readonly string[], named: string): readonly Place[] =>
  roots.flatMap((root) =>
    [named, withoutStart(named)].flatMap(spellings).map((one) => ({ root, path: resolve(root, one) })),
  );

const withoutStart = (path: string): string => path.replace(/^(?:\.{0,2}[\\/])+/, '');

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  return undefined;
}

const pathsOf = (folders: readonly string[], name: string): readonly string[] =>
  folders.flatMap((folder) => spellings(name).map((one) => resolve(folder, one)));

/** The files of a folder with images, or of a text file with their paths. */
async function imagesIn({ root, path: place }: Place): Promise<string[]> {
  if (place.endsWith('.txt')) {
    const lines = (await readFile(place, 'utf8')).split(/\r?\n/).filter((line) => line.trim() !== '');
    const files: string[] = [];
    for (const line of lines.map((one) => one.trim())) {
      files.push((await firstExisting(pathsOf([root, dirname(place)], line))) ?? resolve(root, line));
    }
    return files;
  }
  const names = await readdir(place, { recursive: true }).catch(() => []);
  return names
    .filter((name) => IMAGE.test(name))
    .sort()
    .map((name) => join(place, name));
}

async function picture({ path: file, split }: ImageFile, known: Rows): Promise<ReadPicture> {
  if (!(await isFile(file))) throw imageMissing();
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
    detections: rows.map((row, index) => detection(row, size, known, `line ${index + 1} of ${labels}`)),
  };
}

/**
 * The class, then centre, width and height of a box, with a score or key points, or the corners of a polygon. All as shares of the
 * image's size.
 */
function detection(row: string, { width, height }: ImageSize, { names, keyPoints }: Rows, where: string): Detection {
  const [id, ...values] = row.trim().split(/\s+/).map(Number);
  const isPose = keyPoints > 0 && values.length === 4 + keyPoints;
  const shares = isPose ? values.slice(0, 4) : values;
  const label = names.get(id!);
  const isBox = shares.length === 4 || shares.length === 5;
  const isPolygon = keyPoints === 0 && shares.length >= 6 && shares.length % 2 === 0;
  if (label === undefined || [id, ...values].some(Number.isNaN) || !(isBox || isPolygon)) {
    const expected = keyPoints > 0 ? `box with ${keyPoints} values of key points` : 'box or polygon';
    throw new VisionError('BAD_DATASET', `A class and a ${expected} must be in ${where}`);
  }
  if (isBox) {
    const [x, y, w, h, score = 1] = shares as [number, number, number, number, number?];
    return { label, score, bbox: [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height] };
  }
  // Six decimals of a share are less than a pixel of any image, but not exact.
  const pixels = shares.map((share, index) => Math.round(share * (index % 2 === 0 ? width : height) * 100) / 100);
  return { label, score: 1, ...outlined([pixels], { width, height }) };
}
