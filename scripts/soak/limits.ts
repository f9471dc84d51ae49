/** A value over time: what it was after a number of frames. */
export interface Reading {
  readonly frames: number;
  readonly value: number;
}

/**
 * How fast a value grows per 1,000 frames: the median of the slopes between all pairs of readings (Theil-Sen), which single
 * outliers do not change.
 */
export function growthPer1000(readings: readonly Reading[]): number {
  const slopes = readings.flatMap((a, index) =>
    readings
      .slice(index + 1)
      .filter((b) => b.frames > a.frames)
      .map((b) => ((b.value - a.value) / (b.frames - a.frames)) * 1000),
  );
  slopes.sort((a, b) => a - b);
  return slopes.length === 0 ? 0 : slopes[Math.floor(slopes.length / 2)]!;
}

/** One line of the verdict. */
export interface Check {
  readonly name: string;
  readonly measured: string;
  readonly limit: string;
  readonly holds: boolean;
}
