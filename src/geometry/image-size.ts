import type { ImageSize } from '../contract';

export const isSameSize = (a: ImageSize, b: ImageSize): boolean => a.width === b.width && a.height === b.height;
