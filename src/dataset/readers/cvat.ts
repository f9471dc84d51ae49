import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bbox, Detection, ImageSize, Mask } from '../../contract';
import { invalidInput, VisionError } from '../../errors';
import { maskBounds } from '../../geometry/mask';
import { maskInWindow } from '../../geometry/window';
import { outlined, turnedBox } from './outline';
import { firstFile, imageMissing, isFile, type PictureSource, type Reader, type ReadPicture, splitIn } from './reader';
import { type XmlElement, xmlElements, xmlRoot } from './xml';

/** Pixels of the longest side of an image. More are not decoded. */
const MAX_SIDE = 65_535;
const MAX_PIXELS = 16_383 ** 2;

/**
 * CVAT for images 1.1: https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/. An XML file, a folder with
 * `annotations.xml` or other XML files, or a folder with a folder for each task. Masks, polygons and boxes are objects; other
 * shapes and tags are left out. The score is an attribute named `score`; without one it is 1.
 */
export const cvat: Reader = async (path) => {
  const files = await annotationFiles(path);
  if (files.length === 0) return undefined;
  const classes = new Set<string>();
  const used = new Set<string>();
  for (const file of files) {
    for await (const { name, children, attributes } of xmlElements(file, ['label', 'image', 'track'])) {
      if (name === 'track') throw isVideo(file);
      if (name === 'image') for (const shape of children) if (isObject(shape)) used.add(labelOf(shape));
      // The labels of a skeleton's points have a parent.
      const [of, parent] = ['name', 'parent'].map((one) => children.find((child) => child.name === one)?.text);
      if (name === 'label' && attributes.name === undefined && of && parent === undefined) classes.add(of);
    }
  }
  return { kind: 'CVAT', classes: [...new Set([...classes, ...used])], sources: () => sources(files) };
};

const ROOT = 'annotations';

const isVideo = (file: string): VisionError =>
  new VisionError('BAD_DATASET', `CVAT for video cannot be read: ${file}. Export the task as "CVAT for images 1.1"`);

async function annotationFiles(path: string): Promise<string[]> {
  const file = path.endsWith('.xml') ? path : join(path, 'annotations.xml');
  if (await isFile(file)) return (await xmlRoot(file)) === ROOT ? [file] : [];
  const names = (await readdir(path).catch(() => [])).sort();
  const own = await ofCvat(names.filter((name) => name.endsWith('.xml')).map((name) => join(path, name)));
  return own.length > 0 ? own : ofCvat(names.map((name) => join(path, name, 'annotations.xml')));
}

/** The files that are of CVAT. Others may be anything. */
async function ofCvat(files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) if ((await xmlRoot(file).catch(() => undefined)) === ROOT) found.push(file);
  return found;
}

async function* sources(files: readonly string[]): AsyncIterable<PictureSource> {
  for (const path of files) {
    for await (const element of xmlElements(path, ['image'])) {
      yield { name: element.attributes.name ?? '', read: () => picture(dirname(path), element) };
    }
  }
}

async function picture(folder: string, { attributes, children }: XmlElement): Promise<ReadPicture> {
  const { name = '', subset = '' } = attributes;
  const file = await imageOf(folder, name, subset);
  if (file === undefined) throw imageMissing();
  const read = numbersOf('image', attributes);
  const size = { width: read('width'), height: read('height') };
  checkSize(size);
  const split = splitIn(subset) ?? splitIn(dirname(name));
  const objects = children.filter(isObject).map((shape) => detection(shape, size));
  return { file, ...(split && { split }), detections: objects, size };
}

/** Images are next to the XML file or in `images`. CVAT has a folder there for each subset of a project. */
async function imageOf(folder: string, name: string, subset: string): Promise<string | undefined> {
  const folders = [join(folder, 'images'), folder];
  return (subset ? await firstFile(folders, join(subset, name)) : undefined) ?? firstFile(folders, name);
}

function checkSize({ width, height }: ImageSize): void {
  const isSize = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= MAX_SIDE);
  if (isSize && width * height <= MAX_PIXELS) return;
  throw invalidInput('The size', 'width and height in pixels', `${width} x ${height}`, 'BAD_DATASET');
}

const isObject = ({ name }: XmlElement): boolean => Object.hasOwn(shapes, name);

const labelOf = ({ attributes: { label } }: XmlElement): string => label || 'object';

function detection(shape: XmlElement, size: ImageSize): Detection {
  return { label: labelOf(shape), score: scoreOf(shape), ...shapes[shape.name]!(shape, size) };
}

function scoreOf({ attributes, children }: XmlElement): number {
  const attribute = children.find(({ name, attributes: { name: of } }) => name === 'attribute' && of === 'score');
  const score = Number.parseFloat(attribute?.text ?? attributes.score ?? '');
  return score >= 0 && score <= 1 ? score : 1;
}

/** By the name of the element. */
const shapes: Readonly<
  Partial<Record<string, (shape: XmlElement, size: ImageSize) => Pick<Detection, 'bbox' | 'mask'>>>
> = {
  box({ attributes }, size) {
    const read = numbersOf('box', attributes);
    const [left, top, right, bottom] = [read('xtl'), read('ytl'), read('xbr'), read('ybr')];
    if (right < left || bottom < top) {
      const corners = [left, top, right, bottom].join(', ');
      throw invalidInput('The box', 'xtl <= xbr and ytl <= ybr', corners, 'BAD_DATASET');
    }
    const degrees = attributes.rotation === undefined ? 0 : read('rotation');
    const bbox: Bbox = [left, top, right - left, bottom - top];
    if (degrees === 0) return { bbox };
    return turnedBox(bbox, degrees, [(left + right) / 2, (top + bottom) / 2], size);
  },

  polygon({ attributes: { points = '' } }, size) {
    const ring = points.split(/[;,]/).map(numberIn);
    if (ring.length >= 6 && ring.length % 2 === 0 && ring.every(Number.isFinite)) {
      return outlined([ring], size);
    }
    throw invalidInput('The polygon', 'points "x,y;x,y;x,y"', points, 'BAD_DATASET');
  },

  mask({ attributes }, size) {
    const read = numbersOf('mask', attributes);
    const [left, top, width, height] = [read('left'), read('top'), read('width'), read('height')];
    const isPlaced = [left, top, width, height].every((value) => Number.isInteger(value) && value >= 0);
    if (isPlaced && left + width <= size.width && top + height <= size.height) {
      const data = pixelsOf((attributes.rle ?? '').split(',').map(numberIn), width * height);
      if (data) return masked(maskInWindow(data, [left, top, width, height]));
    }
    const expected = 'inside the image, with the lengths of the runs of its pixels';
    const received = `${attributes.rle ?? ''} at ${left}, ${top}, ${width}, ${height}`;
    throw invalidInput('The mask', expected, received, 'BAD_DATASET');
  },
};

const masked = (mask: Mask): Pick<Detection, 'bbox' | 'mask'> => ({ bbox: maskBounds(mask), mask });

/** The inverse of the runs that `formats/cvat.ts` writes. */
function pixelsOf(runs: readonly number[], pixels: number): Buffer | undefined {
  const sum = runs.reduce((total, run) => total + (Number.isInteger(run) && run >= 0 ? run : Number.NaN), 0);
  if (sum !== pixels) return undefined;
  const data = Buffer.alloc(pixels);
  let at = 0;
  runs.forEach((run, index) => {
    if (index % 2 === 1) data.fill(1, at, at + run);
    at += run;
  });
  return data;
}

const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** Reads the attributes of an element that are numbers. @throws VisionError `BAD_DATASET` for another value */
function numbersOf(element: string, attributes: XmlElement['attributes']): (name: string) => number {
  return (name) => {
    const value = numberIn(attributes[name] ?? '');
    if (Number.isFinite(value)) return value;
    throw invalidInput(`${name} of ${element}`, 'a number', attributes[name], 'BAD_DATASET');
  };
}
