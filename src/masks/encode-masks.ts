import { maskPolygons } from '../geometry/polygons';
import { cocoRle } from '../geometry/rle';
import type { RgbPixels } from '../image/pixels';
import { cutoutPng, indexPng, maskPng } from './encode-mask-png';
import type { MaskForm, MaskForms } from './mask-forms';
import type { ScoredMask } from './scored-mask';

/**
 * Forms that are encoded in the inference process, where the decoded image is. The tensor is too large to send and is
 * made by `stackMasks` in the process that uses it.
 */
export type EncodedForm = Exclude<MaskForm, 'tensor'>;

type Encode<F extends EncodedForm> = (
  masks: readonly ScoredMask[],
  image: RgbPixels,
  tolerance: number,
) => MaskForms[F] | Promise<MaskForms[F]>;

/**
 * The second step after the model: encodes the cleaned masks of one image. Each encoder takes the decoded image of full
 * size, and `tolerance` in pixels as {@link maskPolygons} does.
 */
export const maskEncoders: { readonly [F in EncodedForm]: Encode<F> } = {
  rle: (masks, image) => masks.map(({ mask }) => cocoRle(mask, image)),
  polygons: (masks, _image, tolerance) => masks.map(({ mask }) => maskPolygons(mask, tolerance)),
  cutouts: (masks, image) => fewAtOnce(masks, ({ mask }) => cutoutPng(mask, image)),
  pngs: (masks, image) => fewAtOnce(masks, ({ mask }) => maskPng(mask, image)),
  index: indexPng,
};

/** Works on four items at a time, the default number of libuv's threads, to limit the memory for pixels. */
async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const remaining = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}
