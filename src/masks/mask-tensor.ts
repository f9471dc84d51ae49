import type { ImageSize, Mask, Tensor } from '../contract';
import { copyToWindow } from '../geometry/window';

/** All masks at full image size: uint8 `[detections, height, width]`, 1 = object. */
export function maskTensor(found: readonly { readonly mask: Mask }[], { width, height }: ImageSize): Tensor {
  const data = Buffer.alloc(found.length * width * height);
  found.forEach(({ mask }, index) => {
    const plane = data.subarray(index * width * height, (index + 1) * width * height);
    copyToWindow(mask, [0, 0, width, height], plane);
  });
  return { type: 'uint8', dims: [found.length, height, width], data };
}
