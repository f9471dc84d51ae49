import { setImmediate } from 'node:timers/promises';
import type { Detection, ImageSize, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { VisionError } from '../errors';
import { SharedThread } from './shared-thread';
import type { RenderAnswer, RenderRequest } from './thread-protocol';

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

const thread = new SharedThread();
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
      const { data, ms, ...sizes } = await thread.call('render', params, { transfer, signal });
      return { data: asBuffer(data), ...sizes, ms: stageTimes(ms, start) };
    },

    async close() {
      if (users.delete(user) && users.size === 0) await thread.end(closed());
    },
  };
}

const closed = (): VisionError => new VisionError('ENGINE_CRASHED', 'The renderer was closed');

/** Copied without letting anything else run: about 3 ms. */
const BYTES_AT_ONCE = 4 * 2 ** 20;

/**
 * The request with copies of its bytes, which can be moved: one pass over them. Posting the Buffers themselves would make
 * three, and take along the whole allocation behind a Buffer that is a part of it.
 */
async function copied({ image, detections, ...options }: RenderRequest) {
  const transfer: ArrayBuffer[] = [];
  let bytesAtOnce = 0;
  async function copy(bytes: Uint8Array): Promise<Buffer> {
    const own = new Uint8Array(bytes);
    transfer.push(own.buffer);
    bytesAtOnce += own.length;
    if (bytesAtOnce >= BYTES_AT_ONCE) {
      bytesAtOnce = 0;
      await setImmediate();
    }
    return asBuffer(own);
  }
  const params: RenderRequest & { detections: Detection[] } = {
    ...options,
    image: image instanceof Uint8Array ? await copy(image) : { ...image, data: await copy(image.data) },
    detections: [],
  };
  for (const { label, score, bbox, mask, ...rest } of detections) {
    const masked = mask && { type: mask.type, dims: mask.dims, offset: mask.offset, data: await copy(mask.data) };
    params.detections.push({ ...drawnOf(rest), label, score, bbox, ...(masked && { mask: masked }) });
  }
  return { params, transfer };
}

/** What other nodes put on a detection may be anything, which need not survive the way to the thread. */
const drawnOf = ({ phrase, maskScore, trackId }: Partial<Detection>): Partial<Detection> => ({
  ...(typeof phrase === 'string' ? { phrase } : {}),
  ...(typeof maskScore === 'number' ? { maskScore } : {}),
  ...(typeof trackId === 'string' || typeof trackId === 'number' ? { trackId } : {}),
});

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

const stageTimes = ({ queue, decode, draw }: RenderAnswer['ms'], start: number): StageTimes =>
  roundedTimes({ queue, decode, load: 0, inference: draw, total: performance.now() - start });

export { type ImageFormat, imageFormats } from '../image/encode';
export { type ClassLook, colourKeys } from './draw-options';
export { type PaletteName, paletteNames } from './palettes';
export { type RenderStyleName, renderStyleNames } from './styles';
export type { RenderRequest };
