import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageSize, Mask, Tensor } from '../contract';
import { copyToWindow } from '../geometry/window';

/**
 * All masks at full image size: uint8 `[detections, height, width]`, 1 = object. One plane in a turn of the event loop, so
 * that it is not held for long.
 */
export async function stackMasks(
  masks: readonly { readonly mask: Mask }[],
  { width, height }: ImageSize,
): Promise<Tensor> {
  const data = Buffer.alloc(masks.length * width * height);
  for (const [index, { mask }] of masks.entries()) {
    const plane = data.subarray(index * width * height, (index + 1) * width * height);
    copyToWindow(mask, [0, 0, width, height], plane);
    await nextTurn();
  }
  return { type: 'uint8', dims: [masks.length, height, width], data };
}
