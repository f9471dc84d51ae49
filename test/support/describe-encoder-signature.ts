import assert from 'node:assert/strict';
import { pixelTensor } from '../../src/models/preprocess';
import type { EncoderSignature, Graph } from '../../src/models/sam/encoder-signature';
import { encoderSignatureFor } from '../../src/models/sam/encoder-signatures';

/**
 * The conformance suite of encoder signatures.
 * @param graphs inputs and outputs of real encoders of this signature, by the name of the export
 */
export function describeEncoderSignature(signature: EncoderSignature, graphs: Readonly<Record<string, Graph>>): void {
  describe(`${signature.name}, as every encoder signature`, () => {
    for (const [name, graph] of Object.entries(graphs)) {
      it(`recognises the graph of ${name}`, () => {
        assert.equal(encoderSignatureFor(graph), signature);
      });

      it(`makes an input of the type and shape that ${name} takes`, () => {
        const square = signature.square({ width: 400, height: 300 }, 64);
        const { width, height } = square.content;
        const { type, dims, data } = pixelTensor(new Uint8Array(width * height * 3), signature.layout(square, {}));

        assert.equal(type, graph.inputs[0]!.type);
        assert.equal(dims.length, graph.inputs[0]!.dims.length);
        assert.equal(
          data.length,
          dims.reduce((a, b) => a * b, 1),
        );
      });
    }

    it('places the image inside the square', () => {
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
