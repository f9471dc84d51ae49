import assert from 'node:assert/strict';
import type { IdentifiedBox, ScoredFrame } from '../../../bench/tracking/association';
import { hotaScore } from '../../../bench/tracking/hota';
import { identityScore } from '../../../bench/tracking/idf1';
import { type PythonScores, pythonWithTrackers, scoredFrames, scoresOfPython } from '../../support/scored-frames';

/** Of trackers 2.6.1 (HOTA as in TrackEval) and motmetrics 1.4.0. Both have the same IDF1. */
const published: Record<string, Omit<PythonScores, 'idf1OfMotmetrics'>> = {
  'crowd-1-0.3fps': {
    hota: 0.17743292049449053,
    detA: 0.6895909902610732,
    assA: 0.04613139228084939,
    idf1: 0.13362541073384446,
  },
  'pets-1-1fps': {
    hota: 0.5065557886005054,
    detA: 0.7705365084888608,
    assA: 0.3331055074915981,
    idf1: 0.5614406779661016,
  },
  'street-1-1fps': {
    hota: 0.6913478277315604,
    detA: 0.7465947632555718,
    assA: 0.6407080535612208,
    idf1: 0.7527675276752768,
  },
};

const ours = (frames: readonly ScoredFrame[]) => ({ ...hotaScore(frames), idf1: identityScore(frames).idf1 });

function assertEqualScores(actual: ReturnType<typeof ours>, expected: Omit<PythonScores, 'idf1OfMotmetrics'>): void {
  for (const name of ['hota', 'detA', 'assA', 'idf1'] as const)
    assert.ok(Math.abs(actual[name] - expected[name]) < 1e-9, `${name}: ${actual[name]}, ${expected[name]}`);
}

const box = (id: number, x: number): IdentifiedBox => ({ id, bbox: [x, 0, 10, 10] });

describe('scores of tracking', () => {
  for (const [name, expected] of Object.entries(published)) {
    it(`equal those of other tools to 1e-9: ${name}`, () => {
      assertEqualScores(ours(scoredFrames(name)), expected);
    });

    it(`equal those of other tools in this Python: ${name}`, function () {
      if (!pythonWithTrackers) this.skip();
      this.timeout(60_000);
      const { idf1OfMotmetrics, ...scores } = scoresOfPython(name);

      assertEqualScores(ours(scoredFrames(name)), scores);
      assert.ok(Math.abs(idf1OfMotmetrics - scores.idf1) < 1e-9);
    });
  }

  for (const { name, frames, expected } of [
    {
      name: 'are 1 for right results',
      objects: [1, 2],
      results: [7, 8],
      expected: { hota: 1, detA: 1, assA: 1, idf1: 1 },
    },
    { name: 'are 0 without results', objects: [1, 2], results: [], expected: { hota: 0, detA: 0, assA: 0, idf1: 0 } },
    {
      name: 'are 0 for false alarms only',
      objects: [],
      results: [7, 8],
      expected: { hota: 0, detA: 0, assA: 0, idf1: 0 },
    },
    {
      name: 'are 0 without objects and results',
      objects: [],
      results: [],
      expected: { hota: 0, detA: 0, assA: 0, idf1: 0 },
    },
  ].map(({ objects, results, ...others }) => {
    const at = (ids: readonly number[]): IdentifiedBox[] => ids.map((id, index) => box(id, index * 100));
    return { ...others, frames: Array.from({ length: 3 }, () => ({ objects: at(objects), results: at(results) })) };
  })) {
    it(name, () => {
      assert.deepEqual(ours(frames), expected);
    });
  }

  it('count boxes with the right identity: half, if the id changes in the middle', () => {
    const frames = [7, 7, 8, 8].map((id) => ({ objects: [box(1, 0)], results: [box(id, 0)] }));

    assert.deepEqual(identityScore(frames), { idf1: 0.5, truePositives: 2, falsePositives: 2, falseNegatives: 2 });
    assert.ok(Math.abs(hotaScore(frames).assA - 0.5) < 1e-12);
  });
});
