import type { Vertex } from './outlines';

/** The rectangle of a straight line with this width in pixels. Each end is extended by half the width. */
export function segment([fromX, fromY]: Vertex, [toX, toY]: Vertex, width: number): Vertex[] {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const alongX = ((toX - fromX) / length) * (width / 2);
  const alongY = ((toY - fromY) / length) * (width / 2);
  return [
    [fromX - alongX - alongY, fromY - alongY + alongX],
    [toX + alongX - alongY, toY + alongY + alongX],
    [toX + alongX + alongY, toY + alongY - alongX],
    [fromX - alongX + alongY, fromY - alongY - alongX],
  ];
}
