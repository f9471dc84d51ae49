import type { ImageSize } from '../src/contract';
import type { ReviewObject } from '../src/contract/review';
import { colouredPixels } from '../src/review-page/coloured-pixels';
import { maskEdges } from '../src/review-page/mask-edges';
import { maskFromCounts, type PixelMask } from '../src/review-page/pixel-mask';

/** What is drawn of a mask. All coordinates are pixels of the image. The fill and the border are made when they are needed. */
export interface Overlay {
  readonly mask: PixelMask;
  /** The coloured pixels. `undefined`: the mask has no pixels. */
  readonly fill: HTMLCanvasElement | undefined;
  readonly border: Path2D;
}

/** The overlays of the objects of one image. Each mask is read once, and coloured once for a colour. */
export class Overlays {
  private readonly masks = new Kept<PixelMask>();
  private readonly borders = new Kept<Path2D>();
  private readonly fills = new Kept<HTMLCanvasElement | undefined>();

  /** @param colour three levels, 0 to 255 */
  of({ rle }: ReviewObject, image: ImageSize, colour: readonly number[]): Overlay | undefined {
    if (rle === undefined) return undefined;
    const { borders, fills } = this;
    const mask = this.masks.of(rle, () => maskFromCounts(rle, image));
    return {
      mask,
      get fill() {
        return fills.of(`${colour}\n${rle}`, () => fillOf(mask, colour));
      },
      get border() {
        return borders.of(rle, () => borderOf(mask));
      },
    };
  }

  /** Forgets what was not used since the last call. */
  sweep(): void {
    for (const kept of [this.masks, this.borders, this.fills]) kept.sweep();
  }
}

/** Values that were used lately. */
class Kept<Value> {
  private old = new Map<string, Value>();
  private used = new Map<string, Value>();

  of(key: string, make: () => Value): Value {
    if (this.used.has(key)) return this.used.get(key) as Value;
    const value = this.old.has(key) ? (this.old.get(key) as Value) : make();
    this.used.set(key, value);
    return value;
  }

  sweep(): void {
    this.old = this.used;
    this.used = new Map();
  }
}

function fillOf(mask: PixelMask, colour: readonly number[]): HTMLCanvasElement | undefined {
  const { width, height } = mask;
  if (width === 0) return undefined;
  const fill = document.createElement('canvas');
  fill.width = width;
  fill.height = height;
  fill.getContext('2d')!.putImageData(new ImageData(colouredPixels(mask, colour), width, height), 0, 0);
  return fill;
}

function borderOf(mask: PixelMask): Path2D {
  const border = new Path2D();
  for (const [x1, y1, x2, y2] of maskEdges(mask)) {
    border.moveTo(x1, y1);
    border.lineTo(x2, y2);
  }
  return border;
}
