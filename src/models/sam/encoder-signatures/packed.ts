import { type EncoderSignature, type Graph, imageOf } from '../encoder-signature';
import { padToSquare, squashToSquare } from '../encoder-square';

/**
 * SAM 2 and later by `tools/export --serve`, alone or with its decoder in one graph: 8-bit RGB `[1, side, side, 3]`, which the
 * graph normalises.
 */
export const packed: EncoderSignature = {
  name: 'packed',

  matches: (graph) => isPacked(graph) && sideIsFixed(graph),

  square: squashToSquare,

  layout: ({ content }) => ({ size: content, isPacked: true }),
};

/** The same for SAM 1: 8-bit RGB `[1, height, width, 3]` of the content. The graph normalises it, and then pads it. */
export const packedContent: EncoderSignature = {
  ...packed,

  name: 'packed-content',

  matches: (graph) => isPacked(graph) && !sideIsFixed(graph),

  square: padToSquare,
};

function isPacked(graph: Graph): boolean {
  const { name, type, dims } = imageOf(graph) ?? {};
  const isBytes = name === 'image' && type === 'uint8' && dims!.length === 4 && dims![3] === 3;
  return isBytes && graph.outputs.some((output) => OUTPUTS.includes(output.name));
}

const OUTPUTS = ['image_embeddings', 'image_embeddings.0', 'best_masks'];

const sideIsFixed = (graph: Graph): boolean => typeof imageOf(graph)!.dims[1] === 'number';
