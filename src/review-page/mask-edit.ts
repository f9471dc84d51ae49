import type { Bbox, ImageSize } from '../contract';
import type { Point2d } from '../geometry/segment';
import { boundsOf, jointBounds, NO_PIXELS, type PixelMask, placed, trimmed } from './pixel-mask';

/** The movement of a round brush. All lengths are pixels of the image. */
export interface Stroke {
  readonly points: readonly Point2d[];
  readonly radius: number;
  readonly isErasing: boolean;
}

/** The mask after a stroke, inside the image. */
export function brushed(mask: PixelMask, { points, radius, isErasing }: Stroke, image: ImageSize): PixelMask {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const left = Math.max(0, Math.floor(Math.min(...xs) - radius));
  const top = Math.max(0, Math.floor(Math.min(...ys) - radius));
  const right = Math.min(image.width, Math.ceil(Math.max(...xs) + radius));
  const bottom = Math.min(image.height, Math.ceil(Math.max(...ys) + radius));
  if (right <= left || bottom <= top) return mask;
  const touched: Bbox = [left, top, right - left, bottom - top];
  const result = placed(mask, isErasing ? boundsOf(mask) : jointBounds(boundsOf(mask), touched));
  points.forEach((point, index) => {
    paintCapsule(result, points[Math.max(index - 1, 0)]!, point, radius, isErasing ? 0 : 1, image);
  });
  return trimmed(result);
}

/** Sets the pixels whose centre is at most `radius` from the segment. */
function paintCapsule(mask: PixelMask, from: Point2d, to: Point2d, radius: number, bit: 0 | 1, image: ImageSize): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const firstRow = Math.max(mask.top, 0, Math.floor(Math.min(from[1], to[1]) - radius));
  const endRow = Math.min(mask.top + mask.height, image.height, Math.ceil(Math.max(from[1], to[1]) + radius));
  const firstColumn = Math.max(mask.left, 0, Math.floor(Math.min(from[0], to[0]) - radius));
  const endColumn = Math.min(mask.left + mask.width, image.width, Math.ceil(Math.max(from[0], to[0]) + radius));
  for (let y = firstRow; y < endRow; y++) {
    for (let x = firstColumn; x < endColumn; x++) {
      const [px, py] = [x + 0.5 - from[0], y + 0.5 - from[1]];
      const share = length === 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length, 0), 1);
      if ((px - share * dx) ** 2 + (py - share * dy) ** 2 > radius * radius) continue;
      mask.data[(y - mask.top) * mask.width + x - mask.left] = bit;
    }
  }
}

/** The pixels of any of the masks. */
export function union(masks: readonly PixelMask[]): PixelMask {
  const bounds = masks.map(boundsOf).reduce(jointBounds, boundsOf(NO_PIXELS));
  const result = placed(NO_PIXELS, bounds);
  for (const mask of masks) {
    const { data } = placed(mask, bounds);
    for (let at = 0; at < data.length; at++) result.data[at]! |= data[at]!;
  }
  return result;
}

/** A filled rectangle: the mask of an object that has only a box. */
export function boxMask([x, y, width, height]: Bbox, image: ImageSize): PixelMask {
  const left = Math.min(Math.max(Math.round(x), 0), image.width);
  const top = Math.min(Math.max(Math.round(y), 0), image.height);
  const right = Math.min(Math.round(x + width), image.width);
  const bottom = Math.min(Math.round(y + height), image.height);
  if (right <= left || bottom <= top) return NO_PIXELS;
  const [columns, rows] = [right - left, bottom - top];
  return { left, top, width: columns, height: rows, data: new Uint8Array(columns * rows).fill(1) };
}

/** A pixel of the component that is being taken out of a mask. */
const TAKEN = 2;

/** The components of a mask, largest first. Pixels that touch at a corner are connected. */
export function components(mask: PixelMask): PixelMask[] {
  const { data } = mask;
  const rest = data.slice();
  const found: { pixels: number; mask: PixelMask }[] = [];
  for (let start = rest.indexOf(1); start !== -1; start = rest.indexOf(1, start)) {
    found.push(takeComponent({ ...mask, data: rest }, start));
  }
  return found.sort((a, b) => b.pixels - a.pixels).map((one) => one.mask);
}

/** Moves the component of a pixel out of a mask. Its memory is that of its own rectangle. */
function takeComponent(from: PixelMask, start: number): { pixels: number; mask: PixelMask } {
  const { width, height, data } = from;
  let [left, right, top, bottom] = [width, 0, height, 0];
  let pixels = 0;
  const open = [start];
  data[start] = TAKEN;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    pixels++;
    const [column, row] = [at % width, Math.floor(at / width)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++) {
      for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++) {
        const next = y * width + x;
        if (data[next] !== 1) continue;
        data[next] = TAKEN;
        open.push(next);
      }
    }
  }
  const mask = placed(from, [from.left + left, from.top + top, right + 1 - left, bottom + 1 - top]);
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] !== TAKEN) {
      mask.data[at] = 0;
      continue;
    }
    mask.data[at] = 1;
    data[(top + Math.floor(at / mask.width)) * width + left + (at % mask.width)] = 0;
  }
  return { pixels, mask };
}
