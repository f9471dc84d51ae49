import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { costOfCover, coverBy, expectedCovers } from '../../../src/tracking/cover';

const behind: Bbox = [100, 100, 100, 200];
const inFront: Bbox = [150, 120, 100, 220];

describe('coverBy', () => {
  it('is the share that a nearer object covers, whose lower edge is further down', () => {
    assert.equal(coverBy(behind, inFront), (50 * 180) / (100 * 200));
    assert.equal(coverBy(inFront, behind), 0);
  });

  it('is 0 for boxes that do not touch', () => {
    assert.equal(coverBy(behind, [200, 120, 100, 220]), 0);
  });
});

describe('expectedCovers', () => {
  const place = (bbox: Bbox, existence = 1, variance = 0) => ({ bbox, existence, variance });

  it('are those of the objects in front', () => {
    assert.deepEqual(expectedCovers([place(behind), place(inFront)]), [0.45, 0]);
  });

  it('are smaller if it is not sure where the object is, or whether the other one exists', () => {
    assert.deepEqual(expectedCovers([place(behind, 1, 0.25), place(inFront)]), [0.225, 0]);
    assert.deepEqual(expectedCovers([place(behind), place(inFront, 0.5)]), [0.225, 0]);
    assert.deepEqual(expectedCovers([place(behind), place(inFront, 0.1)]), [0, 0]);
  });
});

describe('costOfCover', () => {
  it('is nothing for an object in full view, and grows to 2 nats', () => {
    const costs = [0, 0.1, 0.3, 0.5, 0.7, 1].map(costOfCover);

    assert.deepEqual(costs.slice(0, 2), [0, 0]);
    assert.ok(costs.every((cost, index) => index < 2 || cost > costs[index - 1]!));
    assert.ok(costs.at(-1)! > 1.5 && costs.at(-1)! < 3, `${costs}`);
  });
});
