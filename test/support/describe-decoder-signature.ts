import assert from 'node:assert/strict';
import type { Bbox, Point } from '../../src/contract';
import type { DecoderSignature } from '../../src/models/sam/decoder-signature';
import { decoderSignatureFor, decoderSignatures } from '../../src/models/sam/decoder-signatures';
import { padToSquare, squashToSquare } from '../../src/models/sam/encoder-square';
import type { SamPrompt } from '../../src/models/sam/prompt';
import type { TensorInfo } from '../../src/models/session';

const BOXES: Bbox[] = [
  [0, 0, 1920, 1080],
  [300, 200, 40, 50],
  [0.5, 0.25, 1, 1],
];
const POINT: Point = { x: 320, y: 220, label: 1 };

/** Every kind of prompt, by name. */
const KINDS: Record<string, SamPrompt[]> = {
  'a box': [{ box: BOXES[0]!, points: [] }],
  boxes: BOXES.map((box) => ({ box, points: [] })),
  'a point': [{ points: [POINT] }],
  points: [{ points: [POINT, { ...POINT, x: 330 }] }],
  'a box and a point': [{ box: BOXES[1]!, points: [POINT] }],
};

/**
 * The conformance suite of decoder signatures.
 * @param decoderInputs the inputs of a real decoder of this signature
 * @param refused the kinds of prompts that the decoder cannot take
 */
export function describeDecoderSignature(
  signature: DecoderSignature,
  decoderInputs: readonly TensorInfo[],
  refused: readonly (keyof typeof KINDS)[] = [],
): void {
  const names = decoderInputs.map(({ name }) => name);

  describe(`${signature.name}, as every decoder signature`, () => {
    it('recognises the inputs of its decoder', () => {
      assert.equal(decoderSignatureFor(names), signature);
    });

    it('does not match a decoder without one of its embeddings', () => {
      for (const missing of signature.embeddings) {
        assert.equal(signature.matches(names.filter((name) => name !== missing)), false);
      }
    });

    it('reads no outputs that it does not know', () => {
      assert.deepEqual(signature.reads(['unknown']), []);
    });

    it('has a unique name', () => {
      assert.deepEqual(
        decoderSignatures.filter(({ name }) => name === signature.name),
        [signature],
      );
    });

    for (const [kind, prompts] of Object.entries(KINDS)) {
      if (refused.includes(kind)) {
        it(`refuses ${kind} and states what it takes`, () => {
          assert.match(signature.refusal?.(prompts[0]!) ?? '', /^takes /);
        });
        continue;
      }

      it(`feeds all inputs of the decoder for ${kind}`, () => {
        assert.equal(signature.refusal?.(prompts[0]!), undefined);
        for (const toSquare of [squashToSquare, padToSquare]) {
          const run = prompts.slice(0, signature.promptsPerRun(prompts[0]!));
          const feeds = signature.promptFeeds(run, toSquare({ width: 1920, height: 1080 }, 256), decoderInputs);

          assert.deepEqual([...Object.keys(feeds), ...signature.embeddings].sort(), [...names].sort());
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
