import type { Bbox, Detection, Mask, RawImage } from '../../../src/contract';
import type { RgbPixels } from '../../../src/image/pixels';

/** An image of one grey level. */
export function greyImage(width: number, height: number, grey = 100): RawImage {
  return { data: Buffer.alloc(width * height * 3, grey), width, height, channels: 3 };
}

/** A mask drawn in text: `#` = object. */
export function maskOf(rows: readonly string[], offset: readonly [x: number, y: number] = [0, 0]): Mask {
  const data = Buffer.from([...rows.join('')].map((sign) => (sign === '#' ? 1 : 0)));
  return { type: 'uint8', dims: [rows.length, rows[0]?.length ?? 0], offset, data };
}

export function solidMask(width: number, height: number, offset: readonly [x: number, y: number]): Mask {
  return { type: 'uint8', dims: [height, width], offset, data: Buffer.alloc(width * height, 1) };
}

export function detection(label: string, bbox: Bbox, mask?: Mask): Detection {
  return { label, score: 0.87, bbox, ...(mask ? { mask } : {}) };
}

export function pixelAt({ data, width }: RgbPixels, x: number, y: number): [number, number, number] {
  const at = (y * width + x) * 3;
  return [data[at]!, data[at + 1]!, data[at + 2]!];
}

/** The image in text: `#` = a pixel that is not the original grey. */
export function drawnPixels(pixels: RgbPixels, grey = 100): string[] {
  return Array.from({ length: pixels.height }, (_, y) =>
    Array.from({ length: pixels.width }, (_, x) =>
      pixelAt(pixels, x, y).every((value) => value === grey) ? '.' : '#',
    ).join(''),
  );
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest rectangle around the pixels for which `isMeant` returns true. */
export function boundsOf(pixels: RgbPixels, isMeant: (rgb: [number, number, number]) => boolean): Bounds {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      if (!isMeant(pixelAt(pixels, x, y))) continue;
      xs.push(x);
      ys.push(y);
    }
  }
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) + 1 - left, height: Math.max(...ys) + 1 - top };
}
