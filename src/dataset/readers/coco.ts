import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bbox, Detection, ImageSize, Mask } from '../../contract';
import { invalidInput, VisionError } from '../../errors';
import { type GivenRle, maskFromGivenRle } from '../../geometry/given-rle';
import { maskBounds } from '../../geometry/mask';
import { type FlatRing, polygonMask } from '../../geometry/polygon-mask';
import { outlineBounds } from './outline';
import {
  annotatedSize,
  firstFile,
  imageMissing,
  onlySize,
  type PictureSource,
  type Reader,
  type ReadPicture,
  sizeOf,
  splitIn,
} from './reader';

interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly CocoAnnotation[];
}

interface CocoImage {
  readonly id: number | string;
  readonly file_name: string;
  readonly width?: unknown;
  readonly height?: unknown;
}

/** Polygons, or RLE that may be compressed. */
export type Segmentation = readonly FlatRing[] | GivenRle;

interface CocoAnnotation {
  readonly id?: number | string;
  readonly image_id: number | string;
  readonly category_id: number;
  readonly bbox?: unknown;
  readonly score?: number;
  readonly segmentation?: Segmentation;
}

interface NamedFile {
  readonly path: string;
  readonly content: CocoFile;
}

/**
 * COCO instances: a JSON file, or a folder with `annotations/*.json` and images of various places. If some are named
 * `instances_*.json`, only these are read.
 */
export const coco: Reader = async (path) => {
  const files: NamedFile[] = [];
  for (const file of path.endsWith('.json') ? [path] : await annotationFiles(path)) {
    const content = JSON.parse(await readFile(file, 'utf8')) as Partial<CocoFile> | undefined;
    if (Array.isArray(content?.images) && Array.isArray(content.annotations) && Array.isArray(content.categories)) {
      files.push({ path: file, content: content as CocoFile });
    }
  }
  if (files.length === 0) return undefined;
  const unnamed = files.find(({ content }) => content.annotations.length > 0 && content.categories.length === 0);
  if (unnamed) throw new VisionError('BAD_DATASET', `The categories are missing in ${unnamed.path}`);
  const categories = files.flatMap(({ content }) => content.categories).sort((a, b) => a.id - b.id);
  const classes = [...new Set(categories.map(({ name }) => name))];
  return { kind: 'COCO', classes, sources: () => sources(files) };
};

async function annotationFiles(folder: string): Promise<string[]> {
  for (const name of ['annotations', '.']) {
    const names = await readdir(join(folder, name)).catch(() => []);
    const files = names.filter((one) => one.endsWith('.json')).sort();
    const instances = files.filter((one) => one.startsWith('instances_'));
    if (files.length > 0) return (instances.length > 0 ? instances : files).map((one) => join(folder, name, one));
  }
  return [];
}

/** What one file says about an image. */
interface Part {
  readonly path: string;
  readonly image: CocoImage;
  readonly annotations: readonly CocoAnnotation[];
  /** Of the categories, by their ids. */
  readonly names: ReadonlyMap<number, string>;
}

async function* sources(files: readonly NamedFile[]): AsyncIterable<PictureSource> {
  const images = new Map<
    string,
    { readonly name: string; readonly file: string | undefined; readonly parts: Part[] }
  >();
  for (const { path, content } of files) {
    const names = new Map(content.categories.map(({ id, name }) => [id, name]));
    const annotations = new Map<number | string, CocoAnnotation[]>();
    for (const one of content.annotations) {
      const others = annotations.get(one.image_id);
      if (others) others.push(one);
      else annotations.set(one.image_id, [one]);
    }
    for (const image of content.images) {
      const name = String(image.file_name);
      const file = await firstFile(imageFolders(path), name);
      const part = { path, image, annotations: annotations.get(image.id) ?? [], names };
      const known = images.get(file ?? name);
      if (known) known.parts.push(part);
      else images.set(file ?? name, { name, file, parts: [part] });
    }
  }
  for (const { name, file, parts } of images.values()) yield { name, read: () => picture(name, file, parts) };
}

async function picture(name: string, file: string | undefined, parts: readonly Part[]): Promise<ReadPicture> {
  if (file === undefined) throw imageMissing();
  const split = splitIn(basename(parts[0]!.path)) ?? splitIn(name);
  const annotated = onlySize(parts.map(({ image: { width, height } }) => annotatedSize(width, height)));
  const size = annotated ?? (await sizeOf(file));
  const detections = newOf(parts).flatMap(({ annotations, names }) =>
    annotations.map((one) => detection(one, names, size)),
  );
  return { file, ...(split && { split }), detections, size };
}

/** The parts without annotations of earlier parts, such as the persons of `person_keypoints_val2017.json`. */
function newOf(parts: readonly Part[]): readonly Part[] {
  const seen = new Set<string>();
  return parts.map((part) => {
    const keys = part.annotations.map((one) => keyOf(one, part.names));
    const annotations = part.annotations.filter((_, at) => !seen.has(keys[at]!));
    for (const key of keys) seen.add(key);
    return { ...part, annotations };
  });
}

/** Equal for annotations of the same object. Ids are not compared: two files may each number theirs from 1. */
const keyOf = ({ category_id, bbox, segmentation }: CocoAnnotation, names: Part['names']): string =>
  JSON.stringify([names.get(category_id), bbox, segmentation]);

/** Where the images of a COCO file are: the tools disagree. */
function imageFolders(path: string): string[] {
  const here = dirname(path);
  const root = basename(here) === 'annotations' ? dirname(here) : here;
  const name = basename(path, '.json').replace(/^(instances|person_keypoints)_/, '');
  return [join(root, 'images', name), join(root, name), join(root, 'images'), join(root, 'data'), root, here];
}

function detection(annotation: CocoAnnotation, names: ReadonlyMap<number, string>, size: ImageSize): Detection {
  const { id, category_id, bbox, score = 1, segmentation } = annotation;
  const of = id === undefined ? 'of an annotation' : `of annotation ${id}`;
  const label = names.get(category_id);
  if (label === undefined) throw new VisionError('BAD_DATASET', `There is no category ${category_id} ${of}`);
  const mask = segmentation && segmentationMask(segmentation, size, `segmentation ${of}`);
  const box = [bbox, mask && (Array.isArray(segmentation) ? outlineBounds(segmentation) : maskBounds(mask))].find(
    isBox,
  );
  if (!box) throw invalidInput(`bbox ${of}`, '[x, y, width, height]', bbox, 'BAD_DATASET');
  return { label, score, bbox: box, ...(mask && { mask }) };
}

const isBox = (value: unknown): value is Bbox =>
  Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);

/**
 * @param name of the segmentation, for the error
 * @throws VisionError `BAD_DATASET` for an RLE that cannot be decoded
 */
export function segmentationMask(segmentation: Segmentation, size: ImageSize, name = 'segmentation'): Mask | undefined {
  if ('counts' in segmentation) return maskFromGivenRle(name, segmentation, 'BAD_DATASET');
  return segmentation.length === 0 ? undefined : polygonMask(segmentation, size);
}
