import { pixelValues } from '../../preprocess';
import { type EncoderSignature, takesPlanes } from '../encoder-signature';

/** EfficientSAM: RGB 0 to 1 of any size, which the graph stretches over its square. */
export const efficientSam: EncoderSignature = {
  name: 'efficient-sam',

  matches: (graph) => takesPlanes(graph) && graph.inputs[0]!.name === 'batched_images',

  // The graph shrinks without a filter and a 4K picture is 100 MB of numbers, so what is too large is shrunk before.
  square: (image, side) => ({
    image,
    side,
    content: { width: Math.min(image.width, side), height: Math.min(image.height, side) },
    isPadded: false,
  }),

  pixels: (rgb, { content }) => pixelValues(rgb, content, { image_mean: [0, 0, 0], image_std: [1, 1, 1] }),
};
