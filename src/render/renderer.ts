import { join } from 'node:path';
import { asBuffer, MovableCopies } from '../calls/movable';
import { SharedThread } from '../calls/shared-thread';
import type { ImageSize, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { VisionError } from '../errors';
import type { RenderApi, RenderRequest, RenderThreadResult } from './render-api';

/** A drawn image. */
export interface RenderResult {
  /** The encoded image. A Buffer that owns its memory. */
  readonly data: Buffer;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
  /** Size of the drawn image, smaller than `image` if `maxWidth` applies. */
  readonly size: ImageSize;
  /** `inference` is the time for drawing, without encoding. `load` is 0. */
  readonly ms: StageTimes;
}

/** A handle to the thread in which all renderers of this process draw. The first image starts the thread. */
export interface Renderer {
  /**
   * Draws detections on an image and encodes it. Copies its input and never writes to it.
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `INVALID_INPUT`, or `ENGINE_CRASHED` if the thread dies or the
   * renderer was closed; the signal's reason if it aborts
   */
  render(request: RenderRequest, options?: { readonly signal?: AbortSignal }): Promise<RenderResult>;
  /** Closes this renderer and fails its later calls. The thread ends when the last renderer is closed. */
  close(): Promise<void>;
}

/** Defaults of `mask-render` and of the command line. */
export const renderDefaults = {
  styles: ['overlay', 'outline', 'label'],
  classes: [],
  colourBy: 'class',
  palette: 'default',
  opacity: 0.5,
  haloOpacity: 0.8,
  backgroundColour: '#000000',
  backgroundOpacity: 0.5,
  grow: 'auto',
  invert: false,
  labelText: '{label} {score}%',
  textSize: 'auto',
  maxWidth: 0,
  format: 'jpeg',
  quality: 80,
} as const satisfies Omit<RenderRequest, 'image' | 'detections'>;

const thread = new SharedThread<RenderApi>(join(__dirname, 'render-thread.js'), 'drawing thread');
const users = new Set<symbol>();

/** Opens a renderer. Starts nothing before its first image. */
export function openRenderer(): Renderer {
  const user = Symbol('renderer');
  users.add(user);

  return {
    async render(request, { signal } = {}) {
      if (!users.has(user)) throw closed();
      signal?.throwIfAborted();
      const start = performance.now();
      const { params, transfer } = await copied(request);
      if (!users.has(user)) throw closed();
      const { data, ms, ...sizes } = await thread.ask('render', params, { transfer, signal });
      return { data: asBuffer(data), ...sizes, ms: stageTimes(ms, start) };
    },

    async close() {
      if (users.delete(user) && users.size === 0) await thread.end(closed());
    },
  };
}

const closed = (): VisionError => new VisionError('ENGINE_CRASHED', 'The renderer was closed');

async function copied({ image, detections, ...options }: RenderRequest) {
  const copies = new MovableCopies();
  const params: RenderRequest = {
    ...options,
    image: await copies.image(image),
    detections: await copies.detections(detections),
  };
  return { params, transfer: copies.transfer };
}

const stageTimes = ({ queue, decode, draw }: RenderThreadResult['ms'], start: number): StageTimes =>
  roundedTimes({ queue, decode, load: 0, inference: draw, total: performance.now() - start });

// This import also loads sharp in the main thread. If only a worker thread loaded it, its native library would be
// unloaded with that thread and could not be loaded again: https://sharp.pixelplumbing.com/install#worker-threads
export { type ImageFormat, imageFormats } from '../image/encode';
export { type ClassAppearance, colourKeys } from './draw-options';
export { type PaletteName, paletteNames } from './palettes';
export { type RenderStyleName, renderStyleNames } from './styles';
export type { RenderRequest };
