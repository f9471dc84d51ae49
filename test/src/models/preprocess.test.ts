import assert from 'node:assert/strict';
import { pixelValues, sizeByEdges } from '../../../src/models/preprocess';
import { freeFloats, spareFloats } from '../../../src/tensor/spare-floats';
import { goldenCases } from '../../support/goldens';

interface Target {
  readonly width: number;
  readonly height: number;
  readonly degenerate?: string;
}

interface ResizeCase {
  readonly width: number;
  readonly height: number;
  readonly grounding_dino_800_1333: Target;
  readonly grounding_dino_96_160: Target;
}

describe('sizeByEdges', () => {
  const rules = [
    { key: 'grounding_dino_800_1333', shortest: 800, longest: 1333 },
    { key: 'grounding_dino_96_160', shortest: 96, longest: 160 },
  ] as const;
  for (const { key, shortest, longest } of rules) {
    describe(`${shortest} / ${longest}, as transformers does`, () => {
      for (const { width, height, [key]: target } of goldenCases<ResizeCase>('resize_rule')) {
        const { degenerate, ...expected } = target;
        if (degenerate) {
          it(`refuses ${width} x ${height}`, () => {
            assert.throws(() => sizeByEdges({ width, height }, shortest, longest), {
              code: 'BAD_IMAGE',
              message: `Image too narrow for this model: ${width} x ${height} pixels`,
            });
          });
        } else {
          it(`${width} x ${height} to ${expected.width} x ${expected.height}`, () => {
            assert.deepEqual(sizeByEdges({ width, height }, shortest, longest), expected);
          });
        }
      }
    });
  }

  const halves = [
    { height: 1425, raw: 712.5, expected: 712 },
    { height: 1427, raw: 713.5, expected: 714 },
  ];
  for (const { height, raw, expected } of halves) {
    it(`rounds ${raw} to ${expected}, half to even as Python does`, () => {
      assert.deepEqual(sizeByEdges({ width: 2666, height }, 800, 1333), { width: 1333, height: expected });
    });
  }
});

describe('pixelValues', () => {
  // Two pixels in a row: red 0, green 51, blue 255; then red 255, green 102, blue 0.
  const rgb = Uint8Array.of(0, 51, 255, 255, 102, 0);
  const size = { width: 2, height: 1 };
  const rounded = (data: Float32Array): number[] => Array.from(data, (value) => Math.round(value * 1e4) / 1e4);

  it('splits the channels and normalises with the mean and standard deviation of the config', () => {
    const tensor = pixelValues(rgb, size, { image_mean: [0.5, 0.2, 0], image_std: [0.5, 0.1, 2] });

    assert.deepEqual(tensor.dims, [1, 3, 1, 2]);
    assert.deepEqual(rounded(tensor.data), [-1, 1, 0, 2, 0.5, 0]);
  });

  it('multiplies bytes by the rescale_factor of the config', () => {
    const { data } = pixelValues(rgb, size, { rescale_factor: 0.01, image_mean: [0, 0, 0], image_std: [1, 1, 1] });

    assert.deepEqual(rounded(data), [0, 2.55, 0.51, 1.02, 2.55, 0]);
  });

  it("falls back to ImageNet's mean and standard deviation", () => {
    const { data } = pixelValues(rgb, size, {});

    assert.deepEqual(rounded(data), [-2.1179, 2.2489, -1.1429, -0.25, 2.64, -1.8044]);
  });

  it('pads with 0 to the right and below, after normalising', () => {
    const config = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
    const tensor = pixelValues(rgb, size, config, { width: 3, height: 2 });

    assert.deepEqual(tensor.dims, [1, 3, 2, 3]);
    assert.deepEqual(rounded(tensor.data), [
      ...[-1, 1, 0, 0, 0, 0],
      ...[-0.6, -0.2, 0, 0, 0, 0],
      ...[1, -1, 0, 0, 0, 0],
    ]);
  });

  it('pads with 0 also where it uses the memory of another tensor again', () => {
    const padTo = { width: 400, height: 300 };
    freeFloats();
    spareFloats(new Float32Array(3 * 400 * 300).fill(7));
    const { data } = pixelValues(rgb, size, {}, padTo);

    assert.equal(data.filter((value) => value !== 0).length, 6);
  });
});
