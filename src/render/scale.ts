import type { ImageSize } from '../contract';

/** In pixels. */
export interface Scale {
  readonly lineWidth: number;
  readonly textHeight: number;
  /** How far a halo reaches. */
  readonly haloReach: number;
}

/** Lines and text grow with the picture, so that they look alike when it is shown at any size. */
export function scaleFor({ width, height }: ImageSize): Scale {
  const side = Math.min(width, height);
  return {
    lineWidth: side < 160 ? 1 : Math.max(2, Math.round(side / 400)),
    // 12 pixels are the least that reads well, but a thumbnail would be all text.
    textHeight: Math.min(clamp(Math.round(side / 28), 12, 48), Math.max(Math.round(side / 6), 6)),
    // supervision's 40 pixels at 1080p.
    haloReach: Math.max(4, Math.round(side / 27)),
  };
}

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);
