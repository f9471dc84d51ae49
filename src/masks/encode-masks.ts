import { maskPolygons } from '../geometry/polygons';
import { cocoRle } from '../geometry/rle';
import type { RgbPixels } from '../image/pixels';
import { cutoutPng, indexPng, maskPng } from './encode-mask-png';
import type { MaskForm, MaskForms } from './mask-forms';
import type { ScoredMask } from './scored-mask';

/** Forms that are small, and written where the picture is. The tensor is large: it is made where it is used. */
export type EncodedForm = Exclude<MaskForm, 'tensor'>;

type Encode<F extends EncodedForm> = (
  masks: readonly ScoredMask[],
  image: RgbPixels,
  tolerance: number,
) => MaskForms[F] | Promise<MaskForms[F]>;

/** @param tolerance pixels by which polygons may be off */
export const maskEncoders: { readonly [F in EncodedForm]: Encode<F> } = {
  rle: (masks, image) => masks.map(({ mask }) => cocoRle(mask, image)),
  polygons: (masks, _image, tolerance) => masks.map(({ mask }) => maskPolygons(mask, tolerance)),
  cutouts: (masks, image) => fewAtOnce(masks, ({ mask }) => cutoutPng(mask, image)),
  pngs: (masks, image) => fewAtOnce(masks, ({ mask }) => maskPng(mask, image)),
  index: indexPng,
};

/** As many as libuv has threads for, so that the pixels of all masks are not in memory together. */
async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const remaining = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}
