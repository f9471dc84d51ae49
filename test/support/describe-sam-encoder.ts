import assert from 'node:assert/strict';
import type { Graph, SamEncoder } from '../../src/models/sam/encoder';
import { encoderFor } from '../../src/models/sam/encoders';

/**
 * What every encoder must do, whatever its export looks like.
 * @param graphs of real encoders of this kind
 */
export function describeSamEncoder(encoder: SamEncoder, graphs: Readonly<Record<string, Graph>>): void {
  describe(`the encoder ${encoder.name}, as every encoder`, () => {
    for (const [name, graph] of Object.entries(graphs)) {
      it(`is recognised by the graph of ${name}`, () => {
        assert.equal(encoderFor(graph), encoder);
      });

      it(`fills what ${name} takes`, () => {
        const frame = encoder.frame({ width: 400, height: 300 }, 64);
        const { width, height } = frame.content;
        const { type, dims, data } = encoder.pixels(new Uint8Array(width * height * 3), frame, {});

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
        const frame = encoder.frame({ width, height }, 256);

        assert.deepEqual(frame.image, { width, height });
        assert.equal(frame.side, 256);
        assert.ok(Math.max(frame.content.width, frame.content.height) <= 256);
        assert.ok(Math.min(frame.content.width, frame.content.height) > 0);
      }
    });
  });
}
