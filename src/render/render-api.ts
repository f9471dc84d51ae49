import type { Detection, ImageInput, ImageSize } from '../contract';
import type { ImageFormat } from '../image/encode';
import type { DrawOptions } from './draw-options';

/** What the render thread answers. Buffers arrive as plain `Uint8Array`s on both sides. */
export interface RenderApi {
  render(params: RenderRequest): RenderThreadResult;
}

/** A picture to draw, and how. */
export interface RenderRequest extends DrawOptions {
  readonly image: ImageInput;
  readonly detections: readonly Detection[];
  readonly format: ImageFormat;
  /** 1 to 100; PNG is lossless and ignores it. */
  readonly quality: number;
}

export interface RenderThreadResult {
  readonly data: Uint8Array;
  /** Of the upright image as it came. */
  readonly image: ImageSize;
  /** Of the drawn picture. */
  readonly size: ImageSize;
  /** Milliseconds. */
  readonly ms: { readonly queue: number; readonly decode: number; readonly draw: number };
}
