import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openEngine, parsePrompt } from '../../../src';
import { cropMask, maskIou } from '../../../src/geometry/mask';

interface Expected {
  readonly file: string;
  readonly prompt: readonly string[];
  /** Best score first. `maskRuns`: lengths of alternating runs of 0 and 1, row by row, starting with 0. */
  readonly detections: readonly {
    readonly label: string;
    readonly score: number;
    readonly bbox: readonly number[];
    readonly maskRuns: readonly number[];
    readonly maskScore: number;
  }[];
}

const SIDE = 320;
const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;

/** Written by models/demo/training/write_expected.py. */
const expected = JSON.parse(readFileSync('test/fixtures/demo-models/expected.json', 'utf8')) as Expected[];

function maskFrom(runs: readonly number[]) {
  const full = new Uint8Array(SIDE * SIDE);
  let at = 0;
  runs.forEach((length, index) => {
    full.fill(index % 2, at, at + length);
    at += length;
  });
  return cropMask(full, { width: SIDE, height: SIDE });
}

describe('the demo models return the detections of transformers with the same weights', () => {
  const engine = openEngine('expected outputs', { device: 'cpu', graceMs: 0 });
  after(() => engine.close());

  for (const { file, prompt, detections: expectedDetections } of expected) {
    it(file, async () => {
      const image = readFileSync(`test/fixtures/scenes/${file}`);
      const boxes = await engine.detect({ image, model, classes: parsePrompt('prompt', [...prompt]) });
      const { detections } = await engine.segment({ image, model, detections: boxes.detections });

      assert.deepEqual(
        detections.map(({ label }) => label),
        expectedDetections.map(({ label }) => label),
      );
      detections.forEach(({ score, bbox, mask, maskScore }, at) => {
        const { label, ...truth } = expectedDetections[at]!;
        assert.ok(Math.abs(score - truth.score) < 0.005, `score ${score} of ${label}, expected ${truth.score}`);
        assert.ok(Math.abs(maskScore! - truth.maskScore) < 0.005, `mask score of ${label}`);
        bbox.forEach((value, side) => {
          assert.ok(Math.abs(value - truth.bbox[side]!) < 0.5, `box ${bbox} of ${label}, expected ${truth.bbox}`);
        });
        assert.ok(maskIou(mask!, maskFrom(truth.maskRuns)) > 0.99, `mask of ${label}`);
      });
    });
  }
});
