import assert from 'node:assert/strict';
import { agreement } from '../../../../src/models/grounding-dino/compare-graphs';

const pass = (logits: readonly number[], boxes: readonly number[] = [0.5, 0.5, 0.2, 0.2]) => ({
  logits: Float32Array.from(logits),
  boxes: Float32Array.from(boxes),
});
const original = pass([1, -2, Number.NEGATIVE_INFINITY]);

describe('agreement of an original and a repaired graph', () => {
  const cases = [
    { name: 'equal outputs', repaired: original, fp32: true, others: true },
    { name: 'logits within 0.001', repaired: pass([1.0009, -2, -Infinity]), fp32: true, others: true },
    { name: 'logits beyond 0.001', repaired: pass([1.002, -2, -Infinity]), fp32: false, others: true },
    { name: 'scores beyond 0.02', repaired: pass([1.2, -2, -Infinity]), fp32: false, others: false },
    {
      name: 'boxes beyond 0.001',
      repaired: pass([1, -2, -Infinity], [0.51, 0.5, 0.2, 0.2]),
      fp32: false,
      others: true,
    },
    {
      name: 'boxes beyond 0.02',
      repaired: pass([1, -2, -Infinity], [0.55, 0.5, 0.2, 0.2]),
      fp32: false,
      others: false,
    },
    { name: 'a logit that is not a number', repaired: pass([Number.NaN, -2, -Infinity]), fp32: false, others: false },
    { name: 'a text of another length', repaired: pass([1, -2, 0]), fp32: false, others: false },
    { name: 'fewer logits', repaired: pass([1, -2]), fp32: false, others: false },
  ];
  for (const { name, repaired, fp32, others } of cases) {
    it(`${fp32 ? 'holds' : 'fails'} in fp32 and ${others ? 'holds' : 'fails'} in other precisions for ${name}`, () => {
      assert.equal(agreement(original, repaired, true).agrees, fp32);
      assert.equal(agreement(original, repaired, false).agrees, others);
    });
  }

  it('fails if both graphs output no numbers', () => {
    const broken = pass([Number.NaN, Number.NaN, Number.NaN]);

    assert.equal(agreement(broken, broken, false).agrees, false);
  });

  it('says how much the outputs differ', () => {
    assert.equal(agreement(original, pass([1.5, -2, -Infinity]), true).reason, 'logits differ by 0.50, boxes by 0.0');
  });
});
