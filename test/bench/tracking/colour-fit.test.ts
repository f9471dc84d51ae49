import assert from 'node:assert/strict';
import { fitColourCost, renderedDistances } from '../../../bench/tracking/colour-fit';
import { colourCosts } from '../../../src/tracking/pair-cost';
import { random } from '../../support/random';

describe('the cost of colours', () => {
  for (const source of ['masks', 'boxes'] as const) {
    it(`is fitted to rendered scenes: ${source}`, function () {
      this.timeout(120_000);
      const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

      const { slope, centre } = fitColourCost(renderedDistances(seeds, source === 'masks'));

      const used = colourCosts[source];
      assert.ok(Math.abs(slope - used.slope) < 1, `slope ${slope}`);
      assert.ok(Math.abs(centre - used.centre) < 0.03, `centre ${centre}`);
    });
  }
});

describe('fitColourCost', () => {
  it('finds the logarithm of the ratio of two likelihoods', () => {
    const next = random(1);
    // Normal distributions with means 0.2 and 0.6 and a deviation of 0.2: the ratio is exp(10 (distance - 0.4)).
    const normal = (mean: number): number[] =>
      Array.from(
        { length: 20_000 },
        () => mean + 0.2 * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
      );

    const { slope, centre } = fitColourCost({ same: normal(0.2), other: normal(0.6) });

    assert.ok(Math.abs(slope - 10) < 0.3, `${slope}`);
    assert.ok(Math.abs(centre - 0.4) < 0.01, `${centre}`);
  });
});
