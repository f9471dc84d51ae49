import { assign } from '../../src/tracking/assignment';
import { type IdTable, idTable, type ScoredFrame, similarities } from './association';

/** Means over the thresholds 0.05, 0.10, ... 0.95 of the IoU, 0 to 1. */
export interface HotaScore {
  readonly hota: number;
  /** Detection accuracy. */
  readonly detA: number;
  /** Association accuracy. */
  readonly assA: number;
}

const THRESHOLDS = Array.from({ length: 19 }, (_, index) => 0.05 + index * 0.05);
/** As in TrackEval: an IoU that misses a threshold by rounding reaches it. */
const EPSILON = 2 ** -52;

/** HOTA (Luiten et al., HOTA: a higher order metric for evaluating multi-object tracking, 2021), computed as by TrackEval. */
export function hotaScore(frames: readonly ScoredFrame[]): HotaScore {
  const table = idTable(frames);
  const alignment = alignmentScores(frames, table);
  const width = table.columns.size;
  const counts = THRESHOLDS.map(() => ({ pairs: new Float64Array(alignment.length), truePositives: 0, errors: 0 }));

  for (const frame of frames) {
    const { objects, results } = frame;
    const cells = cellsOf(frame, table);
    const iou = similarities(frame);
    const matched = assign(
      iou.map((value, index) => -value * alignment[cells[index]!]!),
      objects.length,
      results.length,
    );
    const matches = [...matched].flatMap((column, row) => (column < 0 ? [] : [row * results.length + column]));
    counts.forEach((count, index) => {
      const kept = matches.filter((match) => iou[match]! >= THRESHOLDS[index]! - EPSILON);
      for (const match of kept) count.pairs[cells[match]!]! += 1;
      count.truePositives += kept.length;
      count.errors += objects.length + results.length - 2 * kept.length;
    });
  }

  const scores = counts.map(({ pairs, truePositives, errors }) => {
    const detA = truePositives / Math.max(1, truePositives + errors);
    let association = 0;
    pairs.forEach((count, cell) => {
      const total = table.objectCounts[Math.floor(cell / width)]! + table.resultCounts[cell % width]!;
      association += (count * count) / Math.max(1, total - count);
    });
    const assA = association / Math.max(1, truePositives);
    return { hota: Math.sqrt(detA * assA), detA, assA };
  });
  const mean = (name: keyof HotaScore): number => scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  return { hota: mean('hota'), detA: mean('detA'), assA: mean('assA') };
}

/** How well each true id (rows) and track id (columns) fit over the sequence: a soft Jaccard index, 0 to 1. */
function alignmentScores(frames: readonly ScoredFrame[], table: IdTable): Float64Array {
  const width = table.columns.size;
  const potential = new Float64Array(table.rows.size * width);
  for (const frame of frames) {
    const iou = similarities(frame);
    const columns = frame.results.length;
    const rowSums = new Float64Array(frame.objects.length);
    const columnSums = new Float64Array(columns);
    iou.forEach((value, index) => {
      rowSums[Math.floor(index / columns)]! += value;
      columnSums[index % columns]! += value;
    });
    cellsOf(frame, table).forEach((cell, index) => {
      const total = rowSums[Math.floor(index / columns)]! + columnSums[index % columns]! - iou[index]!;
      if (total > EPSILON) potential[cell]! += iou[index]! / total;
    });
  }
  return potential.map((value, cell) => {
    const total = table.objectCounts[Math.floor(cell / width)]! + table.resultCounts[cell % width]!;
    return value / (total - value);
  });
}

/** The cell of the table for each object (rows) and result (columns) of a frame, row-major. */
const cellsOf = ({ objects, results }: ScoredFrame, { rows, columns }: IdTable): number[] =>
  objects.flatMap((object) => results.map((result) => rows.get(object.id)! * columns.size + columns.get(result.id)!));
