import type { Canvas } from '../image/pixels';
import type { Rgb } from './colour';
import { forEachPixelRun, type Region } from './region';

/**
 * Blends one colour over the pixels of a region.
 * @param opacity 0 to 1
 */
export function paintRegion(canvas: Canvas, region: Region, colour: Rgb, opacity: number): void {
  const { data, alpha, width } = canvas;
  // Weights in 1/256. The terms of the colour include 128, which rounds the sum.
  const share = Math.round(opacity * 256);
  const kept = 256 - share;
  const [red, green, blue] = [colour[0] * share + 128, colour[1] * share + 128, colour[2] * share + 128];
  const opaque = 255 * share + 128;
  forEachPixelRun(region, (y, left, right) => {
    const end = (y * width + right) * 3;
    for (let at = (y * width + left) * 3; at < end; at += 3) {
      data[at] = (data[at]! * kept + red) >> 8;
      data[at + 1] = (data[at + 1]! * kept + green) >> 8;
      data[at + 2] = (data[at + 2]! * kept + blue) >> 8;
    }
    if (!alpha) return;
    for (let at = y * width + left; at < y * width + right; at++) alpha[at] = (alpha[at]! * kept + opaque) >> 8;
  });
}

/** Makes the pixels of a region transparent. Adds alpha to a canvas without it. */
export function clearRegion(canvas: Canvas, region: Region): void {
  const { data, width, height } = canvas;
  canvas.alpha ??= new Uint8Array(width * height).fill(255);
  const { alpha } = canvas;
  forEachPixelRun(region, (y, left, right) => {
    data.fill(0, (y * width + left) * 3, (y * width + right) * 3);
    alpha.fill(0, y * width + left, y * width + right);
  });
}

/** Coverage of each pixel of a rectangle: `[height, width]`, 0 = none, 255 = full. */
export interface Coverage {
  readonly alpha: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Blends a colour over the canvas by its coverage.
 * @param coverage with its top left pixel at (left, top); must lie inside the canvas
 */
export function paintCoverage(canvas: Canvas, coverage: Coverage, left: number, top: number, colour: Rgb): void {
  const { data, alpha, width } = canvas;
  for (let y = 0; y < coverage.height; y++) {
    for (let x = 0; x < coverage.width; x++) {
      const covered = coverage.alpha[y * coverage.width + x]!;
      if (covered === 0) continue;
      const pixel = (top + y) * width + left + x;
      for (let channel = 0; channel < 3; channel++) {
        const under = data[pixel * 3 + channel]!;
        data[pixel * 3 + channel] = under + Math.round(((colour[channel]! - under) * covered) / 255);
      }
      if (alpha) alpha[pixel] = alpha[pixel]! + Math.round(((255 - alpha[pixel]!) * covered) / 255);
    }
  }
}
