import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bbox, Detection, ImageSize, Mask } from '../../contract';
import { invalidInput, VisionError } from '../../errors';
import { type GivenRle, maskFromGivenRle } from '../../geometry/given-rle';
import { type FlatRing, polygonMask } from '../../geometry/polygon-mask';
import { firstFile, imageMissing, type PictureSource, type Reader, type ReadPicture, splitIn } from './reader';

interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly CocoAnnotation[];
}

interface CocoImage {
  readonly id: number | string;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
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

/** COCO instances: a JSON file, or a folder with `annotations/*.json` and images of various places. */
export const coco: Reader = async (path) => {
  const files: { readonly path: string; readonly content: CocoFile }[] = [];
  for (const file of path.endsWith('.json') ? [path] : await annotationFiles(path)) {
    const content = JSON.parse(await readFile(file, 'utf8')) as Partial<CocoFile> | undefined;
    if (Array.isArray(content?.images) && Array.isArray(content.annotations) && Array.isArray(content.categories)) {
      files.push({ path: file, content: content as CocoFile });
    }
  }
  if (files.length === 0) return undefined;
  const categories = files.flatMap(({ content }) => content.categories).sort((a, b) => a.id - b.id);
  const classes = [...new Set(categories.map(({ name }) => name))];
  return { kind: 'COCO', classes, sources: () => sources(files) };
};

async function annotationFiles(folder: string): Promise<string[]> {
  for (const name of ['annotations', '.']) {
    const names = await readdir(join(folder, name)).catch(() => []);
    const files = names.filter((one) => one.endsWith('.json')).sort();
    if (files.length > 0) return files.map((one) => join(folder, name, one));
  }
  return [];
}

function* sources(
  files: readonly { readonly path: string; readonly content: CocoFile }[],
): Generator<PictureSource, void, void> {
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
      yield { name, read: () => picture(path, name, image, annotations.get(image.id) ?? [], names) };
    }
  }
}

async function picture(
  path: string,
  name: string,
  { width, height }: ImageSize,
  annotations: readonly CocoAnnotation[],
  names: ReadonlyMap<number, string>,
): Promise<ReadPicture> {
  const file = await firstFile(imageFolders(path), name);
  if (file === undefined) throw imageMissing();
  const split = splitIn(basename(path)) ?? splitIn(name);
  const detections = annotations.map((one) => detection(one, names, { width, height }));
  return { file, ...(split && { split }), detections };
}

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
  const box = Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite) ? bbox : undefined;
  if (!mask && !box) throw invalidInput(`bbox ${of}`, '[x, y, width, height]', bbox, 'BAD_DATASET');
  return { label, score, bbox: (box ?? [0, 0, size.width, size.height]) as unknown as Bbox, ...(mask && { mask }) };
}

/**
 * @param name of the segmentation, for the error
 * @throws VisionError `BAD_DATASET` for an RLE that cannot be decoded
 */
export function segmentationMask(segmentation: Segmentation, size: ImageSize, name = 'segmentation'): Mask | undefined {
  if ('counts' in segmentation) return maskFromGivenRle(name, segmentation, 'BAD_DATASET');
  return segmentation.length === 0 ? undefined : polygonMask(segmentation, size);
}
