import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageSize, Mask, Tensor } from '../contract';
import { VisionError } from '../errors';
import { copyToWindow } from '../geometry/window';

/** A Buffer of Node.js 20 has at most 4 GiB. Most machines cannot hold several of those. */
const MAX_TENSOR_BYTES = 4e9;

/**
 * The form `tensor`, the last step: copies all masks to one uint8 tensor `[masks, height, width]` at full image size,
 * 1 = object. Runs in the caller's process and yields to the event loop after each plane.
 * @throws VisionError `INVALID_INPUT` if it is too large for a Buffer
 */
export async function stackMasks(
  masks: readonly { readonly mask: Mask }[],
  { width, height }: ImageSize,
): Promise<Tensor> {
  const bytes = masks.length * width * height;
  if (bytes > MAX_TENSOR_BYTES) {
    throw new VisionError(
      'INVALID_INPUT',
      `The tensor of all masks is too large: ${masks.length} x ${height} x ${width} bytes, at most ${MAX_TENSOR_BYTES}. Use another form of masks, such as rle`,
    );
  }
  const data = Buffer.alloc(bytes);
  for (const [index, { mask }] of masks.entries()) {
    const plane = data.subarray(index * width * height, (index + 1) * width * height);
    copyToWindow(mask, [0, 0, width, height], plane);
    await nextTurn();
  }
  return { type: 'uint8', dims: [masks.length, height, width], data };
}
