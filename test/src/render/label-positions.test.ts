import assert from 'node:assert/strict';
import { type AnchoredLabel, positionLabels } from '../../../src/render/label-positions';
import { doOverlap } from '../../../src/render/pixel-rect';

const image = { width: 400, height: 300 };

function label(left: number, top: number, right = left + 50, bottom = top + 50): AnchoredLabel {
  return { anchor: { left, top, right, bottom }, width: 80, height: 20 };
}

const cornersOf = (labels: readonly AnchoredLabel[]) =>
  positionLabels(labels, image).map(({ left, top }) => [left, top]);

describe('positionLabels', () => {
  for (const { name, labels, expected } of [
    { name: 'above the top edge', labels: [label(100, 100)], expected: [[100, 80]] },
    { name: 'inside the image if there is no room above', labels: [label(100, 7)], expected: [[100, 0]] },
    { name: 'farther left at the right border of the image', labels: [label(390, 100)], expected: [[320, 80]] },
    {
      name: 'inside the box if another label is above it',
      labels: [label(100, 100), label(120, 100)],
      expected: [
        [100, 80],
        [120, 100],
      ],
    },
    {
      name: 'from top to bottom, whatever their order',
      labels: [label(120, 101), label(100, 100)],
      expected: [
        [120, 101],
        [100, 80],
      ],
    },
  ]) {
    it(`puts labels ${name}`, () => assert.deepEqual(cornersOf(labels), expected));
  }

  it('finds a free position for each of 14 labels of one box', () => {
    const positions = positionLabels(
      Array(14)
        .fill(0)
        .map(() => label(100, 100)),
      image,
    );

    positions.forEach((a, index) => {
      assert.ok(a.left >= 0 && a.top >= 0 && a.right <= image.width && a.bottom <= image.height);
      assert.ok(positions.slice(index + 1).every((b) => !doOverlap(a, b)));
    });
  });

  it('lets labels cover each other if the image is full', () => {
    const positions = positionLabels(
      Array(40)
        .fill(0)
        .map(() => label(100, 100)),
      image,
    );

    assert.ok(positions.every(({ top, bottom }) => top >= 0 && bottom <= image.height));
  });

  it('positions 20,000 labels in seconds', () => {
    const labels = Array.from({ length: 20_000 }, (_, index) => label((index * 37) % 350, (index * 53) % 250));
    const start = performance.now();

    assert.equal(positionLabels(labels, image).length, labels.length);
    assert.ok(performance.now() - start < 10_000);
  });
});
