/** A value for a threshold, both 0 to 1. `null`: there is none. */
export interface CurveValue {
  readonly threshold: number;
  readonly value: number | null;
}

/**
 * The lines of a curve, as the attribute `points` of an SVG polyline has them. Where values are missing, the curve has a gap.
 * @param width of a threshold from 0 to 1, in pixels; likewise `height` for values, 1 is at the top
 */
export function curvePoints(curve: readonly CurveValue[], width: number, height: number): string[] {
  const lines: string[][] = [];
  let isOpen = false;
  for (const { threshold, value } of curve) {
    if (value !== null) {
      if (!isOpen) lines.push([]);
      lines.at(-1)!.push(`${rounded(threshold * width)},${rounded((1 - value) * height)}`);
    }
    isOpen = value !== null;
  }
  return lines.map((points) => points.join(' '));
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
