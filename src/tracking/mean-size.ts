import type { Bbox, ImageSize } from '../contract';

/** Natural logarithms of the sides of a box, and its lower edge: all in heights of the image. */
export interface BoxSize {
  readonly wide: number;
  readonly tall: number;
  readonly bottom: number;
}

/** The mean over the last detections of an object that no border cut off. */
export interface MeanSize extends BoxSize {
  /** Number of detections, up to `MAX_MEAN`. */
  readonly count: number;
}

/** A longer mean would miss that an object changes. */
const MAX_MEAN = 20;

export const sizeOfBox = ([, y, width, height]: Bbox, image: ImageSize): BoxSize => ({
  wide: Math.log(width / image.height),
  tall: Math.log(height / image.height),
  bottom: (y + height) / image.height,
});

/** The mean size of an object after a detection. */
export function meanSize(mean: MeanSize | undefined, { wide, tall, bottom }: BoxSize): MeanSize {
  if (!mean) return { wide, tall, bottom, count: 1 };
  const count = Math.min(mean.count + 1, MAX_MEAN);
  return {
    wide: mean.wide + (wide - mean.wide) / count,
    tall: mean.tall + (tall - mean.tall) / count,
    bottom: mean.bottom + (bottom - mean.bottom) / count,
    count,
  };
}
