import type { RgbPixels } from '../image/pixels';
import type { TextRaster } from '../image/text';
import type { Rgb } from './colour';
import type { MaskRegion } from './mask-region';
import type { PixelRect } from './pixel-rect';

/** @param rect inside the canvas */
export function paintRect(canvas: RgbPixels, rect: PixelRect, colour: Rgb, opacity: number): void {
  const { data, width } = canvas;
  const { keep, red, green, blue } = weighted(colour, opacity);
  for (let y = rect.top; y < rect.bottom; y++) {
    const end = (y * width + rect.right) * 3;
    for (let at = (y * width + rect.left) * 3; at < end; at += 3) {
      data[at] = (data[at]! * keep + red) >> 8;
      data[at + 1] = (data[at + 1]! * keep + green) >> 8;
      data[at + 2] = (data[at + 2]! * keep + blue) >> 8;
    }
  }
}

export function paintMask(canvas: RgbPixels, region: MaskRegion, colour: Rgb, opacity: number): void {
  const { data, width } = canvas;
  const { keep, red, green, blue } = weighted(colour, opacity);
  for (let y = region.top; y < region.bottom; y++) {
    const row = region.start + y * region.stride;
    for (let x = region.left; x < region.right; x++) {
      if (region.data[row + x] !== 1) continue;
      const at = (y * width + x) * 3;
      data[at] = (data[at]! * keep + red) >> 8;
      data[at + 1] = (data[at + 1]! * keep + green) >> 8;
      data[at + 2] = (data[at + 2]! * keep + blue) >> 8;
    }
  }
}

/** Text with its top left corner at (left, top). @param raster lies inside the canvas there */
export function paintText(canvas: RgbPixels, raster: TextRaster, left: number, top: number, colour: Rgb): void {
  const { data, width } = canvas;
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      const alpha = raster.alpha[y * raster.width + x]!;
      if (alpha === 0) continue;
      const at = ((top + y) * width + left + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const under = data[at + channel]!;
        data[at + channel] = under + Math.round(((colour[channel]! - under) * alpha) / 255);
      }
    }
  }
}

/** The colour's share of a blend, in 256ths and ready to be rounded, and what is kept of the picture below. */
function weighted([red, green, blue]: Rgb, opacity: number) {
  const weight = Math.round(opacity * 256);
  return { keep: 256 - weight, red: red * weight + 128, green: green * weight + 128, blue: blue * weight + 128 };
}
