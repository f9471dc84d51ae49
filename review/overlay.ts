import type { ImageSize } from '../src/contract';
import type { ReviewObject } from '../src/contract/review';
import { maskEdges } from '../src/review-page/mask-edges';
import { maskFromCounts, type PixelMask } from '../src/review-page/pixel-mask';

/** What is drawn of a mask. All coordinates are pixels of the image. */
export interface Overlay {
  readonly mask: PixelMask;
  /** The coloured pixels. `undefined`: the mask has no pixels. */
  readonly fill: HTMLCanvasElement | undefined;
  readonly border: Path2D;
}

/** Draws a mask in a colour of three levels, 0 to 255. */
export function overlayOf(mask: PixelMask, [red, green, blue]: readonly number[]): Overlay {
  const border = new Path2D();
  for (const [x1, y1, x2, y2] of maskEdges(mask)) {
    border.moveTo(x1, y1);
    border.lineTo(x2, y2);
  }
  if (mask.width === 0) return { mask, fill: undefined, border };
  const fill = document.createElement('canvas');
  fill.width = mask.width;
  fill.height = mask.height;
  const pixels = new ImageData(mask.width, mask.height);
  mask.data.forEach((bit, at) => {
    if (bit === 1) pixels.data.set([red!, green!, blue!, 255], at * 4);
  });
  fill.getContext('2d')!.putImageData(pixels, 0, 0);
  return { mask, fill, border };
}

/** The overlays of the objects of one image. Each is made once for a mask and colour. */
export class Overlays {
  private kept = new Map<string, Overlay>();
  private used = new Map<string, Overlay>();

  of({ rle, label }: ReviewObject, image: ImageSize, colour: readonly number[]): Overlay | undefined {
    if (rle === undefined) return undefined;
    const key = `${label}\n${rle}`;
    const overlay = this.used.get(key) ?? this.kept.get(key) ?? overlayOf(maskFromCounts(rle, image), colour);
    this.used.set(key, overlay);
    return overlay;
  }

  /** Forgets overlays that were not used since the last call. */
  sweep(): void {
    this.kept = this.used;
    this.used = new Map();
  }
}
