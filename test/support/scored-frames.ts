import { readFileSync } from 'node:fs';
import type { IdentifiedBox, ScoredFrame } from '../../bench/tracking/association';
import { pythonWith, runPython } from './python';

const FOLDER = 'test/fixtures/tracking/scored';

type Row = readonly [id: number, x: number, y: number, width: number, height: number];

/** Recorded objects and results of a tracker: see `test/fixtures/tracking/README.md`. */
export function scoredFrames(name: string): ScoredFrame[] {
  const boxesOf = (rows: readonly Row[]): IdentifiedBox[] => rows.map(([id, ...bbox]) => ({ id, bbox }));
  const { frames } = JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as {
    frames: readonly { objects: readonly Row[]; results: readonly Row[] }[];
  };
  return frames.map(({ objects, results }) => ({ objects: boxesOf(objects), results: boxesOf(results) }));
}

/** A Python with the packages trackers and motmetrics, or `undefined`: see CONTRIBUTING.md. */
export const pythonWithTrackers = pythonWith('motmetrics, trackers.eval', 'TRACKERS_PYTHON');

export interface PythonScores {
  readonly hota: number;
  readonly detA: number;
  readonly assA: number;
  readonly idf1: number;
  readonly idf1OfMotmetrics: number;
}

/** The scores of recorded frames by the packages trackers and motmetrics. */
export const scoresOfPython = (name: string): PythonScores =>
  runPython(pythonWithTrackers!, 'score_tracking.py', [`${FOLDER}/${name}.json`]);
