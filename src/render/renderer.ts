import { join } from 'node:path';
import { asBuffer, MovableCopies } from '../calls/movable';
import { SharedThread } from '../calls/shared-thread';
import type { ImageSize, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { VisionError } from '../errors';
import type { RenderApi, RenderRequest, RenderThreadResult } from './render-api';

export interface RenderResult {
  /** The encoded picture. */
  readonly data: Buffer;
  /** The upright image as it came. */
  readonly image: ImageSize;
  /** The drawn picture, which `maxWidth` makes smaller. */
  readonly size: ImageSize;
  /** `inference` is the drawing itself. */
  readonly ms: StageTimes;
}

/** One user's access to the thread in which all renderers of this process draw; the first picture starts it. */
export interface Renderer {
  /**
   * Draws detections on an image. What comes in is copied, never written to.
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `INVALID_INPUT`, `ENGINE_CRASHED`; the signal's reason
   */
  render(request: RenderRequest, options?: { readonly signal?: AbortSignal }): Promise<RenderResult>;
  /** Gives this access back. The thread ends with its last renderer. */
  close(): Promise<void>;
}

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

// This also loads sharp here. If only a thread had it, its native library would be gone with that thread and could not be
// loaded again: https://sharp.pixelplumbing.com/install#worker-threads
export { type ImageFormat, imageFormats } from '../image/encode';
export { type ClassAppearance, colourKeys } from './draw-options';
export { type PaletteName, paletteNames } from './palettes';
export { type RenderStyleName, renderStyleNames } from './styles';
export type { RenderRequest };
