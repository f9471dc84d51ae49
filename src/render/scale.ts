import type { ImageSize } from '../contract';

/** Sizes in pixels of the canvas. */
export interface Scale {
  readonly lineWidth: number;
  readonly textHeight: number;
  /** Distance from the edge of the object to the outer end of its halo. */
  readonly haloReach: number;
}

/**
 * Sizes in proportion to the shorter side of the canvas, so that images of all sizes look alike when shown equally
 * large.
 */
export function scaleFor({ width, height }: ImageSize): Scale {
  const side = Math.min(width, height);
  return {
    lineWidth: side < 160 ? 1 : Math.max(2, Math.round(side / 400)),
    // Text below 12 pixels is hard to read, but a thumbnail needs smaller text to leave room for the image.
    textHeight: Math.min(clamp(Math.round(side / 28), 12, 48), Math.max(Math.round(side / 6), 6)),
    // 40 pixels at 1080p, as in supervision.
    haloReach: Math.max(4, Math.round(side / 27)),
  };
}

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);
