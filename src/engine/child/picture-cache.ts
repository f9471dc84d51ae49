import type { DecodeOptions, ImageInput } from '../../contract';
import { decodeImage } from '../../image/decode';
import { imageHash } from '../../image/image-hash';
import type { RgbPixels } from '../../image/pixels';
import type { Embedding } from '../../models/sam/segmenter';
import { freeFloats } from '../../tensor/spare-floats';
import type { CallTimes } from './call-times';
import { type DecodedPicture, decodedPicture } from './pictures';
import { ResizeAhead } from './resize-ahead';
import { SharedCache } from './shared-cache';

/** After a minute without a call, the next image is unlikely to be one of the cached ones. */
const IDLE_MS = 60_000;

/**
 * The decoded pixels and SAM embeddings of the last few images, by their content. `sam` after `grounding-dino`, or a second
 * `sam` on the same image, neither decodes nor encodes it again.
 */
export class PictureCache {
  private readonly decoded = new SharedCache<RgbPixels>({ entries: 3, bytes: 96e6 }, ({ data }) => data.byteLength);
  private readonly embeddings = new SharedCache<Embedding>(
    { entries: 4, bytes: 96e6 },
    ({ tensors }) => tensors.bytes,
    ({ tensors }) => tensors.release(),
  );

  private readonly resizer = new ResizeAhead();
  private idleTimer?: NodeJS.Timeout;

  /**
   * Decodes the image unless it is cached, and keeps its pixels while `work` uses them.
   * @throws VisionError `BAD_IMAGE`
   */
  use<R>(
    image: ImageInput,
    decode: Partial<DecodeOptions> | undefined,
    times: CallTimes,
    work: (picture: DecodedPicture) => Promise<R>,
  ): Promise<R> {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.clear(), IDLE_MS);
    const key = `${imageHash(image)} ${JSON.stringify(decode)}`;
    return this.decoded.use(
      key,
      () => times.measure('decode', () => decodeImage(image, decode)),
      (pixels) => work(decodedPicture(key, pixels, times, (from, to) => this.resizer.resize(from, to))),
    );
  }

  /**
   * Makes the embedding unless it is cached, and keeps it while `work` uses it.
   * @param modelId of the encoder: embeddings of two models differ
   */
  useEmbedding<R>(
    { key }: DecodedPicture,
    modelId: number,
    make: () => Promise<Embedding>,
    work: (embedding: Embedding) => Promise<R>,
  ): Promise<R> {
    return this.embeddings.use(`${key} ${modelId}`, make, work);
  }

  private clear(): void {
    this.decoded.clear();
    this.embeddings.clear();
    this.resizer.clear();
    freeFloats();
  }
}
