import assert from 'node:assert/strict';
import type { Detection } from '../../src';

/** Equal labels and masks; scores within 1e-5 and boxes within 0.01 pixels, because versions of onnxruntime differ. */
export function assertSame(actual: readonly Detection[], expected: readonly Detection[]): void {
  assert.deepEqual(
    actual.map(({ label, mask }) => ({ label, mask })),
    expected.map(({ label, mask }) => ({ label, mask })),
  );
  for (const [index, { score, bbox }] of expected.entries()) {
    assert.ok(Math.abs(actual[index]!.score - score) <= 1e-5, `score ${actual[index]!.score}, ${score}`);
    bbox.forEach((side, at) => {
      assert.ok(Math.abs(actual[index]!.bbox[at]! - side) <= 0.01, `box ${actual[index]!.bbox}, ${bbox}`);
    });
  }
}
