import { createHash } from 'node:crypto';
import type { ImageInput } from '../../contract';
import { decodeImage } from '../../image/decode';
import type { RgbPixels } from '../../image/pixels';
import { resizePixels } from '../../image/resize';
import type { Picture } from '../../models/picture';
import type { Embedding } from '../../models/sam/segmenter';
import type { ProcessTimes } from '../protocol';
import { SharedCache } from './shared-cache';

/** A decoded image that is still in memory, and what encoders made of it. */
export interface CachedPicture extends Picture {
  readonly pixels: RgbPixels;
  /** @param modelId of the encoder, so that two models do not share an embedding */
  useEmbedding<R>(
    modelId: number,
    make: () => Promise<Embedding>,
    work: (embedding: Embedding) => Promise<R>,
  ): Promise<R>;
}

/** Without a picture for so long, the next one will not be one of these. */
const IDLE_MS = 60_000;

/**
 * Decoded images and SAM embeddings of the last few pictures, by content: `sam` after `grounding-dino`, or a second `sam`
 * on the same picture, does not pay twice.
 */
export class ImageCache {
  private readonly decoded = new SharedCache<RgbPixels>({ entries: 3, bytes: 96e6 }, ({ data }) => data.byteLength);
  private readonly embeddings = new SharedCache<Embedding>(
    { entries: 4, bytes: 96e6 },
    ({ tensors }) => tensors.bytes,
    ({ tensors }) => tensors.release(),
  );

  private idleTimer?: NodeJS.Timeout;

  async use<R>(image: ImageInput, ms: ProcessTimes, work: (picture: CachedPicture) => Promise<R>): Promise<R> {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.clear(), IDLE_MS);
    const key = contentKey(image);
    const start = performance.now();
    return this.decoded.use(
      key,
      () => decodeImage(image),
      (pixels) => {
        ms.decode += performance.now() - start;
        return work({
          size: { width: pixels.width, height: pixels.height },
          pixels,
          resizedTo: async (size) => {
            const resizeStart = performance.now();
            const resized = await resizePixels(pixels, size);
            ms.decode += performance.now() - resizeStart;
            return resized;
          },
          useEmbedding: (modelId, make, use) => this.embeddings.use(`${key} ${modelId}`, make, use),
        });
      },
    );
  }

  private clear(): void {
    this.decoded.clear();
    this.embeddings.clear();
  }
}

function contentKey(image: ImageInput): string {
  if (Buffer.isBuffer(image)) return createHash('sha256').update(image).digest('hex');
  const { data, width, height, channels } = image;
  return createHash('sha256').update(data).update(`${width} ${height} ${channels}`).digest('hex');
}
