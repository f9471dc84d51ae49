import { basename } from 'node:path/posix';
import type { Bbox } from '../../contract';
import { encodeRgbPng } from '../../image/indexed-png';
import type { RecordedObject } from '../picture-log';
import type { DatasetSplit } from '../settings';
import { cocoHead } from './coco';
import type { AnnotatedPicture, DatasetContent, Format } from './format';
import { entriesOf, fileOfEachSplit, imagesBySplit } from './layout';
import { paintObjects } from './painted';

interface Segment extends RecordedObject {
  /** The pixels of the object that no smaller object covers. Absent for an object that is covered completely. */
  readonly visible?: { readonly area: number; readonly bbox: Bbox };
}

/**
 * COCO panoptic: https://cocodataset.org/#format-data. The PNG of an image has the number of the object in each pixel, as
 * red + 256 green + 65536 blue; 0 is the background. All classes are things. Objects without a mask are not in it.
 */
export const cocoPanoptic: Format = {
  ...imagesBySplit,

  annotate(picture) {
    const { stem, split, size } = picture;
    const numbers = objectNumbers(picture);
    const rgb = new Uint8Array(numbers.length * 3);
    numbers.forEach((number, at) => {
      rgb[at * 3] = number;
      rgb[at * 3 + 1] = number >> 8;
    });
    return [{ path: `annotations/panoptic_${split}/${stem}.png`, content: encodeRgbPng(rgb, size.width, size.height) }];
  },

  remember(picture) {
    const { width } = picture.size;
    const bounds = picture.objects.map(() => ({
      area: 0,
      left: width,
      top: Number.POSITIVE_INFINITY,
      right: 0,
      bottom: 0,
    }));
    objectNumbers(picture).forEach((number, at) => {
      const of = bounds[number - 1];
      if (!of) return;
      const [x, y] = [at % width, Math.floor(at / width)];
      of.area++;
      of.left = Math.min(of.left, x);
      of.right = Math.max(of.right, x + 1);
      of.top = Math.min(of.top, y);
      of.bottom = y + 1;
    });
    return bounds.map(({ area, left, top, right, bottom }) =>
      area > 0 ? { visible: { area, bbox: [left, top, right - left, bottom - top] } } : {},
    );
  },

  index: (dataset) => fileOfEachSplit(dataset, (split) => `annotations/panoptic_${split}.json`, panoptic),
};

const objectNumbers = (picture: AnnotatedPicture): Uint16Array =>
  paintObjects(
    picture,
    picture.objects.map((_object, index) => index + 1),
    new Uint16Array(picture.size.width * picture.size.height),
  );

async function* panoptic(dataset: DatasetContent, split: DatasetSplit): AsyncIterable<string> {
  const { classes, read } = dataset;
  yield cocoHead(dataset, split, { isthing: 1 });
  for (const [index, entry] of entriesOf(dataset, split).entries()) {
    const { objects } = await read(entry);
    const segments_info = (objects as readonly Segment[]).flatMap(({ label, visible, score }, at) =>
      visible ? [{ id: at + 1, category_id: classes.indexOf(label) + 1, ...visible, iscrowd: 0, score }] : [],
    );
    const annotation = { image_id: entry.id, file_name: basename(entry.files[0]!), segments_info };
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(annotation)}`;
  }
  yield '\n]}\n';
}
