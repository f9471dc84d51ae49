import type { Mask } from '../../../src';
import { cropMask } from '../../../src/geometry/mask';
import type { Coverage } from './coverage';

/** Row-major indices of the pixels that are covered by more than half, in an image of `side` x `side`. */
export function pixelsOf({ left, top, width, data }: Coverage, side: number): number[] {
  const pixels: number[] = [];
  data.forEach((share, at) => {
    if (share > 0.5) pixels.push((top + Math.floor(at / width)) * side + left + (at % width));
  });
  return pixels;
}

/** The pixels of an object. `owners` has the number of the topmost object of each pixel, row-major. */
export const maskOf = (owners: Uint8Array, owner: number, side: number): Mask =>
  cropMask(
    owners.map((other) => (other === owner ? 1 : 0)),
    { width: side, height: side },
  );
