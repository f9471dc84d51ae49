import { basename, extname } from 'node:path/posix';
import { VisionError } from '../../errors';
import { encodeIndexedPng } from '../../image/indexed-png';
import type { LogEntry } from '../picture-log';
import type { AnnotatedPicture, Format, IndexFile } from './format';
import { paintObjects } from './painted';
import { VOID, vocColours } from './voc-colours';
import { vocXml } from './voc-xml';

const CLASS_MASKS = 'SegmentationClass';

/**
 * Pascal VOC in the layout of its development kit: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/. Readers expect
 * JPEG images. Masks are two index maps with values from 1: of classes in the order of `labelmap.txt`, and of objects in the
 * order of the XML file.
 */
export const voc: Format = {
  keeps: ['jpeg'],
  picturePath: ({ stem, extension }) => `JPEGImages/${stem}${extension}`,

  annotate(picture, classes) {
    const names = vocNames(classes);
    const named = picture.objects.map((object) => ({ ...object, label: names[classes.indexOf(object.label)]! }));
    const xml = { path: `Annotations/${picture.stem}.xml`, content: vocXml({ ...picture, objects: named }) };
    if (picture.objects.every(({ mask }) => mask === undefined)) return [xml];
    const byClass = picture.objects.map(({ label }) => classes.indexOf(label) + 1);
    const byObject = picture.objects.map((_object, index) => index + 1);
    return [
      xml,
      { path: `${CLASS_MASKS}/${picture.stem}.png`, content: indexMap(picture, byClass, 'classes') },
      { path: `SegmentationObject/${picture.stem}.png`, content: indexMap(picture, byObject, 'objects') },
    ];
  },

  index: ({ entries, classes }) => [
    ...imageSets('Main', entries),
    ...imageSets(
      'Segmentation',
      entries.filter(({ files }) => files.some((file) => file.startsWith(CLASS_MASKS))),
    ),
    { path: 'labelmap.txt', content: labelMap(classes) },
  ],
};

/** @throws VisionError `BAD_DATASET` */
function indexMap(picture: AnnotatedPicture, values: readonly number[], kind: 'classes' | 'objects'): Buffer {
  const { width, height } = picture.size;
  if (Math.max(...values) >= VOID) {
    throw new VisionError(
      'BAD_DATASET',
      `Pascal VOC masks can have at most ${VOID - 1} ${kind}, got ${Math.max(...values)}. Choose another format`,
    );
  }
  const map = paintObjects(picture, values, new Uint8Array(width * height));
  return encodeIndexedPng(map, width, height, vocColours);
}

function imageSets(task: string, entries: readonly LogEntry[]): IndexFile[] {
  const sets = { train: ['train'], val: ['val'], trainval: ['train', 'val'], test: ['test'] };
  return Object.entries(sets).map(([set, splits]) => ({
    path: `ImageSets/${task}/${set}.txt`,
    content: entries
      .filter(({ split }) => splits.includes(split))
      .map(({ file }) => `${basename(file, extname(file))}\n`)
      .join(''),
  }));
}

const BACKGROUND = 'background';

/**
 * Class names as readers of `labelmap.txt` take them: without ":", which ends a name there, and without "#" at the start,
 * which begins a comment. Of names that are then equal, the later ones get a number. Classes are only appended, so the name
 * of a class stays the same.
 */
function vocNames(classes: readonly string[]): string[] {
  const taken = new Set([BACKGROUND]);
  return classes.map((name) => {
    const readable = name.replaceAll(':', '_').replace(/^#/, '_');
    let unique = readable;
    for (let number = 2; taken.has(unique); number++) unique = `${readable}_${number}`;
    taken.add(unique);
    return unique;
  });
}

/** In the format of CVAT: name, colour, parts, actions. VOC itself does not state which value is which class. */
const labelMap = (classes: readonly string[]): string =>
  [BACKGROUND, ...vocNames(classes)]
    .map((name, index) => `${name}:${vocColours[index % VOID]!.join(',')}::\n`)
    .join('');
