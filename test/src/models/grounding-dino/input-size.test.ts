import assert from 'node:assert/strict';
import { inputSize } from '../../../../src/models/grounding-dino/input-size';

const open = ['height', 'width'];
const paper = { queries: 900, levels: 4 };
const cells = (width: number, height: number): number =>
  [8, 16, 32, 64].reduce((sum, stride) => sum + Math.ceil(width / stride) * Math.ceil(height / stride), 0);

describe('inputSize', () => {
  const tooNarrow = [
    { width: 5000, height: 1 },
    { width: 16, height: 1600 },
    { width: 1333, height: 13 },
  ];
  for (const image of tooNarrow) {
    it(`refuses ${image.width} x ${image.height} for 900 queries, and states the limit`, () => {
      assert.throws(() => inputSize(open, {}, paper, image), {
        code: 'BAD_IMAGE',
        message: `Image too long and narrow: ${image.width} x ${image.height} pixels. This model takes images up to 40 times as long as wide. Split it into tiles`,
      });
    });
  }

  it('returns sizes with at least one cell for every query', () => {
    const rules = [
      { shortest_edge: 800, longest_edge: 1333, ...paper },
      { shortest_edge: 96, longest_edge: 160, queries: 60, levels: 4 },
      { shortest_edge: 480, longest_edge: 801, queries: 300, levels: 4 },
    ];
    for (const { queries, levels, ...size } of rules) {
      let accepted = 0;
      for (let length = 1; length < 3000; length += 7) {
        for (const width of [1, 2, 13, 50, 333]) {
          try {
            const resized = inputSize(open, { size }, { queries, levels }, { width, height: length });
            accepted++;
            assert.ok(
              cells(resized.width, resized.height) >= queries,
              `${width} x ${length}: ${JSON.stringify(resized)}`,
            );
          } catch (error) {
            assert.equal((error as { code?: string }).code, 'BAD_IMAGE', String(error));
          }
        }
      }
      assert.ok(accepted > 500);
    }
  });

  it('counts the finer feature map of a model with five levels', () => {
    const image = { width: 1333, height: 26 };

    assert.throws(() => inputSize(open, {}, paper, image), { code: 'BAD_IMAGE' });
    assert.deepEqual(inputSize(open, {}, { queries: 900, levels: 5 }, image), image);
  });

  it('accepts any shape if the graph or the model folder fixes the size', () => {
    const image = { width: 5000, height: 1 };

    assert.deepEqual(inputSize([60, 40], {}, paper, image), { width: 40, height: 60 });
    assert.deepEqual(inputSize(open, { size: { height: 30, width: 50 } }, paper, image), { width: 50, height: 30 });
  });
});
