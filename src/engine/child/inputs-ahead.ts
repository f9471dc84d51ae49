import type { RgbPixels } from '../../image/pixels';
import { resizePixels } from '../../image/resize';
import { type PixelLayout, pixelTensor } from '../../models/preprocess';
import type { Tensor } from '../../tensor/tensor';

type Input = Promise<Tensor<'float32'>>;

/** One image and the inputs that models requested of it, by the names of their layouts. */
interface Prepared {
  readonly pixels: RgbPixels;
  readonly requested: Map<string, PixelLayout>;
  /** The resized pixels of inputs that were not requested yet. */
  readonly ahead: Map<string, Promise<Uint8Array>>;
}

/** Resizes an image and turns it into the input of a graph. */
export const makeInput = async (
  pixels: RgbPixels,
  layout: PixelLayout,
  resized = resizePixels(pixels, layout.size),
): Input => pixelTensor(await resized, layout);

/**
 * Makes the inputs of models from images. An image that follows another usually needs the same inputs: the detector's and
 * then the segmenter's. The first request resizes the image for the others too, while the first model runs. Tensors are made
 * at their request: on two cores, making them while a model runs slows it down by more than that saves.
 */
export class InputsAhead {
  private previous: Prepared | undefined;
  private current: Prepared | undefined;

  /** The tensor belongs to the caller. */
  input(pixels: RgbPixels, layout: PixelLayout): Input {
    if (this.current?.pixels !== pixels) {
      this.previous = this.current;
      this.current = { pixels, requested: new Map(), ahead: new Map() };
    }
    const { requested, ahead } = this.current;
    const name = JSON.stringify(layout);
    const input = makeInput(pixels, layout, ahead.get(name));
    ahead.delete(name);
    if (requested.size === 0) this.resizeOthers(name);
    requested.set(name, layout);
    return input;
  }

  /** Lets go of all pixels. */
  clear(): void {
    this.previous = undefined;
    this.current = undefined;
  }

  private resizeOthers(requested: string): void {
    const { pixels, ahead } = this.current!;
    for (const [name, layout] of this.previous?.requested ?? []) {
      if (name === requested) continue;
      const resized = resizePixels(pixels, layout.size);
      // Pixels that are never requested are not awaited.
      resized.catch(() => undefined);
      ahead.set(name, resized);
    }
  }
}
