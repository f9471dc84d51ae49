import assert from 'node:assert/strict';
import type { EncoderSignature, Graph } from '../../src/models/sam/encoder-signature';
import { encoderSignatureFor } from '../../src/models/sam/encoder-signatures';

/**
 * What every encoder signature must do, whatever its export looks like.
 * @param graphs of real encoders of this signature
 */
export function describeEncoderSignature(signature: EncoderSignature, graphs: Readonly<Record<string, Graph>>): void {
  describe(`${signature.name}, as every encoder signature`, () => {
    for (const [name, graph] of Object.entries(graphs)) {
      it(`is recognised by the graph of ${name}`, () => {
        assert.equal(encoderSignatureFor(graph), signature);
      });

      it(`fills what ${name} takes`, () => {
        const square = signature.square({ width: 400, height: 300 }, 64);
        const { width, height } = square.content;
        const { type, dims, data } = signature.pixels(new Uint8Array(width * height * 3), square, {});

        assert.equal(type, graph.inputs[0]!.type);
        assert.equal(dims.length, graph.inputs[0]!.dims.length);
        assert.equal(
          data.length,
          dims.reduce((a, b) => a * b, 1),
        );
      });
    }

    it('lays the image into its square without passing the edge', () => {
      for (const [width, height] of [
        [1920, 1080],
        [1080, 1920],
        [1, 1],
        [5000, 1],
      ] as const) {
        const square = signature.square({ width, height }, 256);

        assert.deepEqual(square.image, { width, height });
        assert.equal(square.side, 256);
        assert.ok(Math.max(square.content.width, square.content.height) <= 256);
        assert.ok(Math.min(square.content.width, square.content.height) > 0);
      }
    });
  });
}
