import assert from 'node:assert/strict';
import type { Bbox, Point } from '../../src/contract';
import { paddedFrame, squashedFrame } from '../../src/models/sam/frame';
import type { SamLayout } from '../../src/models/sam/layout';
import { layoutFor, layouts } from '../../src/models/sam/layouts';
import type { SamPrompt } from '../../src/models/sam/prompt';
import type { TensorInfo } from '../../src/models/session';

const BOXES: Bbox[] = [
  [0, 0, 1920, 1080],
  [300, 200, 40, 50],
  [0.5, 0.25, 1, 1],
];
const POINT: Point = { x: 320, y: 220, label: 1 };

/** Every way to show an object, by name. */
const KINDS: Record<string, SamPrompt[]> = {
  'a box': [{ box: BOXES[0]!, points: [] }],
  boxes: BOXES.map((box) => ({ box, points: [] })),
  'a point': [{ points: [POINT] }],
  points: [{ points: [POINT, { ...POINT, x: 330 }] }],
  'a box and a point': [{ box: BOXES[1]!, points: [POINT] }],
};

/**
 * What every layout must do, whatever its export looks like.
 * @param decoderInputs of a real decoder of this layout
 * @param refused the kinds of prompts that it cannot take
 */
export function describeSamLayout(
  layout: SamLayout,
  decoderInputs: readonly TensorInfo[],
  refused: readonly (keyof typeof KINDS)[] = [],
): void {
  const names = decoderInputs.map(({ name }) => name);

  describe(`${layout.name}, as every layout`, () => {
    it('is recognised by the inputs of its decoder', () => {
      assert.equal(layoutFor(names), layout);
    });

    it('is not recognised without its embeddings', () => {
      for (const missing of layout.embeddings) {
        assert.equal(layout.matches(names.filter((name) => name !== missing)), false);
      }
    });

    it('has a name of its own', () => {
      assert.deepEqual(
        layouts.filter(({ name }) => name === layout.name),
        [layout],
      );
    });

    for (const [kind, prompts] of Object.entries(KINDS)) {
      if (refused.includes(kind)) {
        it(`refuses ${kind}, and says what it takes`, () => {
          assert.match(layout.refusal?.(prompts[0]!) ?? '', /^takes /);
        });
        continue;
      }

      it(`feeds a decoder everything it takes, for ${kind}`, () => {
        assert.equal(layout.refusal?.(prompts[0]!), undefined);
        for (const frame of [squashedFrame, paddedFrame]) {
          const asked = prompts.slice(0, layout.promptsPerRun(prompts[0]!));
          const feeds = layout.promptFeeds(asked, frame({ width: 1920, height: 1080 }, 256), decoderInputs);

          assert.deepEqual([...Object.keys(feeds), ...layout.embeddings].sort(), [...names].sort());
          for (const [name, { type, dims, data }] of Object.entries(feeds)) {
            const declared = decoderInputs.find((input) => input.name === name)!;
            assert.equal(type, declared.type);
            assert.equal(dims.length, declared.dims.length);
            assert.equal(
              data.length,
              dims.reduce((a, b) => a * b, 1),
            );
          }
        }
      });
    }
  });
}
