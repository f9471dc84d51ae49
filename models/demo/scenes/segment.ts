import type { Vertex } from './outlines';

/** A straight line of this width as an outline, half a width longer at both ends. */
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
