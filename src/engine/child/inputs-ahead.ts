import { setImmediate } from 'node:timers/promises';
import type { RgbPixels } from '../../image/pixels';
import { resizePixels } from '../../image/resize';
import { type PixelLayout, pixelTensor } from '../../models/preprocess';
import type { Tensor } from '../../tensor/tensor';

type Input = Promise<Tensor<'float32'>>;

/** One image and the inputs that models requested of it, by the names of their layouts. */
interface Prepared {
  readonly pixels: RgbPixels;
  readonly requested: Map<string, PixelLayout>;
  /** Inputs that were made ahead of their request. */
  readonly ahead: Map<string, Input>;
}

/** Resizes an image and turns it into the input of a graph. */
export const makeInput = async (pixels: RgbPixels, layout: PixelLayout): Input =>
  pixelTensor(await resizePixels(pixels, layout.size), layout);

/**
 * Makes the inputs of models from images. An image that follows another usually needs the same inputs: the detector's and
 * then the segmenter's. After the first request, the other inputs are made too, while the first model runs.
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
    const input = ahead.get(name) ?? makeInput(pixels, layout);
    ahead.delete(name);
    if (requested.size === 0) this.makeOthers(name, input);
    requested.set(name, layout);
    return input;
  }

  /** Lets go of all pixels. */
  clear(): void {
    this.previous = undefined;
    this.current = undefined;
  }

  /** Makes the other inputs once the model that waits for `first` has it. */
  private makeOthers(requested: string, first: Input): void {
    const { pixels, ahead } = this.current!;
    const begin = first.then(() => setImmediate());
    for (const [name, layout] of this.previous?.requested ?? []) {
      if (name === requested) continue;
      const input = begin.then(() => makeInput(pixels, layout));
      // An input that is never requested is not awaited.
      input.catch(() => undefined);
      ahead.set(name, input);
    }
  }
}
