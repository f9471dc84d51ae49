import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageSize, Mask, Tensor } from '../contract';
import { copyToWindow } from '../geometry/window';

/**
 * The form `tensor`, the last step: copies all masks to one uint8 tensor `[masks, height, width]` at full image size,
 * 1 = object. Runs in the caller's process and yields to the event loop after each plane.
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
