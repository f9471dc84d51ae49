import type { PixelMask } from './pixel-mask';

/** A line between pixels of the image: x1, y1, x2, y2. */
export type Edge = readonly [x1: number, y1: number, x2: number, y2: number];

/** The border of a mask: all lines between an object pixel and another one, as long as they are straight. */
export function maskEdges({ left, top, width, height, data }: PixelMask): Edge[] {
  const edges: Edge[] = [];
  const bit = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x]!;
  for (let y = 0; y <= height; y++) {
    let start = -1;
    for (let x = 0; x <= width; x++) {
      const isEdge = x < width && bit(x, y) !== bit(x, y - 1);
      if (isEdge && start === -1) start = x;
      if (isEdge || start === -1) continue;
      edges.push([left + start, top + y, left + x, top + y]);
      start = -1;
    }
  }
  for (let x = 0; x <= width; x++) {
    let start = -1;
    for (let y = 0; y <= height; y++) {
      const isEdge = y < height && bit(x, y) !== bit(x - 1, y);
      if (isEdge && start === -1) start = y;
      if (isEdge || start === -1) continue;
      edges.push([left + x, top + start, left + x, top + y]);
      start = -1;
    }
  }
  return edges;
}
