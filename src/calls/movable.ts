import { setImmediate } from 'node:timers/promises';
import type { Detection, ImageInput } from '../contract';

/** Copied without letting anything else run: about 3 ms. */
const BYTES_AT_ONCE = 4 * 2 ** 20;

/**
 * Copies bytes so that they can be moved to another thread: one pass over them. Posting the Buffers themselves would make
 * three, and take along the whole allocation behind a Buffer that is a part of it. Where there are many bytes, the thread is
 * free for others in between.
 */
export class MovableCopies {
  readonly transfer: ArrayBuffer[] = [];
  private bytesAtOnce = 0;

  async image(image: ImageInput): Promise<ImageInput> {
    return image instanceof Uint8Array ? this.bytes(image) : { ...image, data: await this.bytes(image.data) };
  }

  async detections(detections: readonly Detection[]): Promise<Detection[]> {
    const copies: Detection[] = [];
    for (const { mask, ...detection } of detections) {
      const moved = mask && {
        mask: { type: mask.type, dims: mask.dims, offset: mask.offset, data: await this.bytes(mask.data) },
      };
      copies.push({ ...known(detection), ...moved });
    }
    return copies;
  }

  private async bytes(bytes: Uint8Array): Promise<Buffer> {
    const own = new Uint8Array(bytes);
    this.transfer.push(own.buffer);
    this.bytesAtOnce += own.length;
    if (this.bytesAtOnce >= BYTES_AT_ONCE) {
      this.bytesAtOnce = 0;
      await setImmediate();
    }
    return asBuffer(own);
  }
}

/** Without what else other nodes put on it, which may be anything and need not be fit for another thread. */
const known = ({ label, score, bbox, phrase, maskScore, area, trackId }: Omit<Detection, 'mask'>): Detection => ({
  label,
  score,
  bbox,
  ...(typeof phrase === 'string' ? { phrase } : {}),
  ...(typeof maskScore === 'number' ? { maskScore } : {}),
  ...(typeof area === 'number' ? { area } : {}),
  ...(typeof trackId === 'string' || typeof trackId === 'number' ? { trackId } : {}),
});

/** The image as it was before it came to this thread: on the way a Buffer becomes a plain Uint8Array. */
export function arrivedImage(image: ImageInput): ImageInput {
  return image instanceof Uint8Array ? asBuffer(image) : { ...image, data: asBuffer(image.data) };
}

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
