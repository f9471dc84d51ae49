import assert from 'node:assert/strict';
import type { Bbox } from '../../src/contract';
import type { SamLayout } from '../../src/models/sam/layout';
import { layoutFor } from '../../src/models/sam/layouts';
import type { TensorInfo } from '../../src/models/session';

/**
 * What every layout must do, whatever its export looks like.
 * @param decoderInputs of a real decoder of this layout
 */
export function describeSamLayout(layout: SamLayout, decoderInputs: readonly TensorInfo[]): void {
  const names = decoderInputs.map(({ name }) => name);
  const image = { width: 1920, height: 1080 };
  const boxes: Bbox[] = [
    [0, 0, 1920, 1080],
    [300, 200, 40, 50],
    [0.5, 0.25, 1, 1],
  ];

  describe(`${layout.name}, as every layout`, () => {
    it('is recognised by the inputs of its decoder', () => {
      assert.equal(layoutFor(names), layout);
    });

    it('is not recognised without its embeddings', () => {
      for (const missing of layout.embeddings) {
        assert.equal(layout.matches(names.filter((name) => name !== missing)), false);
      }
    });

    it('lays the image into its square without passing the edge', () => {
      for (const size of [image, { width: 1080, height: 1920 }, { width: 1, height: 1 }]) {
        const frame = layout.frame(size, 256);

        assert.deepEqual(frame.image, size);
        assert.equal(frame.side, 256);
        assert.ok(Math.max(frame.content.width, frame.content.height) === 256);
        assert.ok(Math.min(frame.content.width, frame.content.height) > 0);
      }
    });

    for (const count of [1, boxes.length]) {
      it(`feeds a decoder everything it takes, for ${count} boxes`, () => {
        const feeds = layout.promptFeeds(boxes.slice(0, count), layout.frame(image, 256), decoderInputs);

        assert.deepEqual([...Object.keys(feeds), ...layout.embeddings].sort(), [...names].sort());
        for (const { dims, data } of Object.values(feeds))
          assert.equal(
            data.length,
            dims.reduce((a, b) => a * b, 1),
          );
      });
    }
  });
}
