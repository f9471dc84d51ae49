import type { ImageSize } from '../contract';
import { cutsAt, type Point2d, type Segment, sidesOf } from '../geometry/segment';
import type { MaskRegion } from './region';

/** The pixels whose centres are inside polygons, by the even-odd rule for each of them. Clipped to the image. */
export function polygonRegion(polygons: readonly (readonly Point2d[])[], { width, height }: ImageSize): MaskRegion {
  const data = new Uint8Array(width * height);
  const ys = polygons.flat().map(([, y]) => y);
  const top = clamp(Math.ceil(Math.min(...ys) - 0.5), height);
  const bottom = clamp(Math.ceil(Math.max(...ys) - 0.5), height);
  for (const points of polygons) {
    const sides = sidesOf(points);
    for (let y = top; y < bottom; y++) {
      const cuts = cutsAt(sides, y + 0.5);
      for (let cut = 0; cut + 1 < cuts.length; cut += 2) {
        const [left, right] = [
          clamp(Math.ceil(cuts[cut]! - 0.5), width),
          clamp(Math.ceil(cuts[cut + 1]! - 0.5), width),
        ];
        data.fill(1, y * width + left, y * width + right);
      }
    }
  }
  return { left: 0, top, right: width, bottom, data, start: 0, stride: width };
}

/** The pixels of a line of `lineWidth` pixels along segments, with round corners and ends. */
export function strokeRegion(segments: readonly Segment[], lineWidth: number, size: ImageSize): MaskRegion {
  const corners = segments.flat().map((point) => discAt(point, lineWidth / 2));
  return polygonRegion([...segments.map((segment) => barOf(segment, lineWidth / 2)), ...corners], size);
}

/** The rectangle around a segment. */
function barOf([[ax, ay], [bx, by]]: Segment, radius: number): Point2d[] {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [dx, dy] = [(-(by - ay) / length) * radius, ((bx - ax) / length) * radius];
  return [
    [ax + dx, ay + dy],
    [bx + dx, by + dy],
    [bx - dx, by - dy],
    [ax - dx, ay - dy],
  ];
}

const discAt = ([x, y]: Point2d, radius: number): Point2d[] =>
  Array.from({ length: 8 }, (_, corner): Point2d => {
    const angle = (corner * Math.PI) / 4;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
