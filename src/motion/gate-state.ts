import { isInPolygon, type Polygon } from '../geometry/polygon';
import type { GridSize } from './areas';
import { type PixelStatistics, START_NOISE } from './pixel-noise';

/** A small grey copy of an image: one byte per pixel, row-major. */
export interface GreyPixels extends GridSize {
  readonly data: Uint8Array;
}

/** The memory of a gate for one camera. Arrays have one value per pixel of the grid, times are in ms since 1970. */
export interface GateState extends PixelStatistics {
  readonly grid: GridSize;
  /** Levels of the last image that was let through, in the light of the last image. */
  readonly reference: Float32Array;
  /** 1 where the last image differed. */
  readonly isInArea: Uint8Array;
  /** Of the last image. */
  readonly time: number;
  /** Of the last image that was let through. */
  readonly passedAt: number;
  /** Of the last image with movement; -Infinity before the first one. */
  readonly movedAt: number;
}

/** The state after the first image, or after one that has nothing in common with those before. */
export const startState = ({ data, width, height }: GreyPixels, time: number): GateState => ({
  grid: { width, height },
  reference: new Float32Array(data),
  mean: new Float32Array(data),
  noise: new Float32Array(data.length).fill(START_NOISE),
  isInArea: new Uint8Array(data.length),
  time,
  passedAt: time,
  movedAt: Number.NEGATIVE_INFINITY,
});

/** 1 for the pixels whose centre is in none of the polygons. Their corners are shares of the width and height. */
export function watchedPixels({ width, height }: GridSize, ignored: readonly Polygon[]): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const centre = [((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height] as const;
    return ignored.some((polygon) => isInPolygon(centre, polygon)) ? 0 : 1;
  });
}
