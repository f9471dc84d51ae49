import type { ImageSize } from '../../contract';
import type { RgbPixels } from '../../image/pixels';
import { resizePixels } from '../../image/resize';

/** One image and the sizes that models requested of it. */
interface Resized {
  readonly pixels: RgbPixels;
  readonly requested: Map<string, ImageSize>;
  /** Sizes that were made ahead of their request. */
  readonly ahead: Map<string, Promise<Uint8Array>>;
}

/**
 * Resizes images for models. An image that follows another is usually needed in the same sizes: the detector's and then the
 * segmenter's. The first request makes the other sizes too, while the first model runs. Tensors are made at their request:
 * on two cores, making them while a model runs slows it down by more than that saves.
 */
export class ResizeAhead {
  private previous: Resized | undefined;
  private current: Resized | undefined;

  /** The pixels in another size, as `resizePixels` makes them. They must not be written to. */
  resize(pixels: RgbPixels, size: ImageSize): Promise<Uint8Array> {
    if (this.current?.pixels !== pixels) {
      this.previous = this.current;
      this.current = { pixels, requested: new Map(), ahead: new Map() };
    }
    const { requested, ahead } = this.current;
    const name = nameOf(size);
    const resized = ahead.get(name) ?? resizePixels(pixels, size);
    ahead.delete(name);
    if (requested.size === 0) this.makeOthers(name);
    requested.set(name, size);
    return resized;
  }

  /** Lets go of all pixels. */
  clear(): void {
    this.previous = undefined;
    this.current = undefined;
  }

  private makeOthers(requested: string): void {
    const { pixels, ahead } = this.current!;
    for (const [name, size] of this.previous?.requested ?? []) {
      if (name === requested) continue;
      const resized = resizePixels(pixels, size);
      // A size that is never requested is not awaited.
      resized.catch(() => undefined);
      ahead.set(name, resized);
    }
  }
}

const nameOf = ({ width, height }: ImageSize): string => `${width} x ${height}`;
