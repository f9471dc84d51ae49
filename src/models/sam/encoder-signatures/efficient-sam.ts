import { type EncoderSignature, takesPlanes } from '../encoder-signature';

/** EfficientSAM: RGB from 0 to 1 in any size. The graph stretches it to its own square. */
export const efficientSam: EncoderSignature = {
  name: 'efficient-sam',

  matches: (graph) => takesPlanes(graph) && graph.inputs[0]!.name === 'batched_images',

  // The graph shrinks without an antialiasing filter, and a 4K image would be a tensor of 100 MB.
  square: (image, side) => ({
    image,
    side,
    content: { width: Math.min(image.width, side), height: Math.min(image.height, side) },
    isPadded: false,
  }),

  layout: ({ content }) => ({ size: content, normalise: { image_mean: [0, 0, 0], image_std: [1, 1, 1] } }),
};
