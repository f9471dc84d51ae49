import { labelled } from '../../models/demo/evaluate/labelled-image';
import { drawScene } from '../../models/demo/scenes/scene';
import { type Detection, openDataset, type RawImage } from '../../src';
import { maskArea, maskFromRle } from '../../src/geometry/mask';
import { encodeImage } from '../../src/image/encode';
import type { RgbPixels } from '../../src/image/pixels';
import { boxMask, brushed, components, union } from '../../src/review-page/mask-edit';
import { boundsOf, countsOf, maskFromCounts, NO_PIXELS, type PixelMask } from '../../src/review-page/pixel-mask';

/** Of the images, in pixels. */
export const SIDE = 320;
const size = { width: SIDE, height: SIDE };
/** Of a blob that is not of its object. */
export const BLOB_RADIUS = 8;

/** An object as a person would annotate it. `counts`: of COCO RLE. */
export interface TrueObject {
  readonly label: string;
  readonly counts: string;
}

export interface PlantedImage {
  /** Its name in the dataset, without ending. */
  readonly name: string;
  readonly truth: readonly TrueObject[];
  readonly found: readonly Found[];
}

interface Found extends TrueObject {
  readonly score: number;
}

const errors = ['none', 'label', 'false', 'missed', 'merged', 'halved', 'blob'] as const;

/** Annotations of drawn scenes: in every seventh image, each kind of error once. */
export function* plantedImages(count: number): Generator<PlantedImage & { readonly image: RawImage }> {
  let made = 0;
  for (let seed = 5000; made < count; seed++) {
    const { image, objects } = labelled(drawScene(seed, { side: SIDE, forTraining: false }));
    const truth = objects.map(({ label, mask }) => ({ label, mask: pixelMask(mask) }));
    const found = planted(errors[made % errors.length]!, truth);
    if (found === undefined) continue;
    const written = truth.map(({ label, mask }) => ({ label, counts: countsOf(mask, size) }));
    const scored = found.map(({ label, mask }, at) => ({
      ...{ label, counts: countsOf(mask, size) },
      score: 0.3 + ((seed * 7 + at * 13) % 60) / 100,
    }));
    yield { name: `image_${String(made).padStart(3, '0')}`, truth: written, found: scored, image: image as RawImage };
    made++;
  }
}

interface Drawn {
  readonly label: string;
  readonly mask: PixelMask;
}

/** The objects with an error of a kind; `undefined` if the scene has no room for it. */
function planted(error: (typeof errors)[number], truth: readonly Drawn[]): readonly Drawn[] | undefined {
  const [first, second, ...rest] = truth;
  if (first === undefined || second === undefined || truth.some(({ mask }) => components(mask).length > 1))
    return undefined;
  if (truth.some(({ mask }) => mask.data.length < 400)) return undefined;
  switch (error) {
    case 'none':
      return truth;
    case 'label':
      return [{ ...first, label: second.label === first.label ? 'grey shape' : second.label }, second, ...rest];
    case 'missed':
      return [first, ...rest];
    case 'merged': {
      const both = union([first.mask, second.mask]);
      return components(both).length === 2 ? [{ ...first, mask: both }, ...rest] : undefined;
    }
    case 'halved': {
      const [left, top, width, height] = boundsOf(first.mask);
      const half = Math.floor(width / 2);
      const parts = [boxMask([left, top, half, height], size), boxMask([left + half, top, width - half, height], size)];
      return [...parts.map((part) => ({ ...first, mask: intersection(first.mask, part) })), second, ...rest];
    }
    case 'false': {
      const blob = freePlace(truth, 24);
      return blob && [...truth, { label: first.label, mask: blob }];
    }
    case 'blob': {
      const blob = freePlace(truth, BLOB_RADIUS);
      return blob && [{ ...first, mask: union([first.mask, blob]) }, second, ...rest];
    }
  }
}

/** A disc that no object is near to. */
function freePlace(truth: readonly Drawn[], radius: number): PixelMask | undefined {
  const all = union(truth.map(({ mask }) => mask));
  for (let y = 40; y < SIDE - 40; y += 16) {
    for (let x = 40; x < SIDE - 40; x += 16) {
      const near = brushed(NO_PIXELS, { points: [[x, y]], radius: radius * 3, isErasing: false }, size);
      if (intersection(all, near).width > 0) continue;
      return brushed(NO_PIXELS, { points: [[x, y]], radius, isErasing: false }, size);
    }
  }
  return undefined;
}

/** The pixels of both masks. */
export function intersection(a: PixelMask, b: PixelMask): PixelMask {
  const inB = new Set<number>();
  b.data.forEach((bit, at) => {
    if (bit === 1) inB.add((b.top + Math.floor(at / b.width)) * SIDE + b.left + (at % b.width));
  });
  const data = a.data.map((bit, at) =>
    bit === 1 && inB.has((a.top + Math.floor(at / a.width)) * SIDE + a.left + (at % a.width)) ? 1 : 0,
  );
  return maskFromCounts(countsOf({ ...a, data }, size), size);
}

const pixelMask = (mask: Detection['mask'] & object): PixelMask => ({
  ...{ left: mask.offset[0], top: mask.offset[1], width: mask.dims[1], height: mask.dims[0] },
  data: Uint8Array.from(mask.data),
});

export const maskOf = (counts: string): PixelMask => maskFromCounts(counts, size);

/** Writes a dataset with planted errors, and returns the truth of its images. */
export async function writePlantedDataset(folder: string, count: number): Promise<PlantedImage[]> {
  const dataset = await openDataset(folder, { format: 'coco', masks: 'rle', split: { train: 1, val: 0, test: 0 } });
  const images: PlantedImage[] = [];
  for (const { image, ...planted } of plantedImages(count)) {
    const data = await encodeImage(image as RgbPixels, 'png', 100);
    const detections = planted.found.map(({ label, counts, score }): Detection => {
      const mask = maskFromRle({ size: [SIDE, SIDE], counts });
      const bbox = [...mask.offset, mask.dims[1], mask.dims[0]] as unknown as Detection['bbox'];
      return { label, score, bbox, mask, area: maskArea(mask) };
    });
    await dataset.add({ image: data, name: planted.name }, detections);
    images.push(planted);
  }
  await dataset.close();
  return images;
}
