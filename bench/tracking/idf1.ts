import { assign } from '../../src/tracking/assignment';
import { idTable, type ScoredFrame, similarities } from './association';

/** Counts of boxes in all frames of a sequence, and the score from 0 to 1. */
export interface IdentityScore {
  readonly idf1: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/**
 * IDF1: the share of boxes with the right identity, for the best one-to-one assignment of track ids to true ids (Ristani et
 * al., Performance measures and a data set for multi-target, multi-camera tracking, 2016). Boxes match at an IoU of 0.5.
 */
export function identityScore(frames: readonly ScoredFrame[]): IdentityScore {
  const { rows, columns, objectCounts, resultCounts } = idTable(frames);
  // Assigning a pair of ids instead of neither saves two errors for each frame in which they match.
  const costs = new Float64Array(rows.size * columns.size);
  for (const frame of frames) {
    const iou = similarities(frame);
    frame.objects.forEach((object, row) => {
      frame.results.forEach((result, column) => {
        if (iou[row * frame.results.length + column]! >= 0.5)
          costs[rows.get(object.id)! * columns.size + columns.get(result.id)!]! -= 1;
      });
    });
  }
  let truePositives = 0;
  assign(costs, rows.size, columns.size).forEach((column, row) => {
    if (column >= 0) truePositives -= costs[row * columns.size + column]!;
  });
  const objects = objectCounts.reduce((sum, count) => sum + count, 0);
  const results = resultCounts.reduce((sum, count) => sum + count, 0);
  return {
    idf1: (2 * truePositives) / Math.max(1, objects + results),
    truePositives,
    falsePositives: results - truePositives,
    falseNegatives: objects - truePositives,
  };
}
