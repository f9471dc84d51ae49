import { setImmediate } from 'node:timers/promises';
import type { Detection, ImageInput } from '../contract';
import { knownFields } from '../contract/detection-fields';

/** Bytes that are copied without yielding to other work: about 3 ms. */
const BYTES_AT_ONCE = 4 * 2 ** 20;

/**
 * Copies of images and detections whose buffers can be moved to another thread: one pass over the bytes. Posting the
 * Buffers themselves would make three passes, and would take along all of the allocation of which a Buffer is a part.
 */
export class MovableCopies {
  /** The buffers of all copies. */
  readonly transfer: ArrayBuffer[] = [];
  private bytesAtOnce = 0;

  async image(image: ImageInput): Promise<ImageInput> {
    return image instanceof Uint8Array ? this.bytes(image) : { ...image, data: await this.bytes(image.data) };
  }

  async detections(detections: readonly Detection[]): Promise<Detection[]> {
    const copies: Detection[] = [];
    for (const { mask, ...fields } of detections.map(knownFields)) {
      if (mask === undefined) copies.push(fields);
      else {
        const { type, dims, offset, data } = mask;
        copies.push({ ...fields, mask: { type, dims, offset, data: await this.bytes(data) } });
      }
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

/** The image as it was before it came to this thread: on the way a Buffer becomes a plain Uint8Array. */
export function arrivedImage(image: ImageInput): ImageInput {
  return image instanceof Uint8Array ? asBuffer(image) : { ...image, data: asBuffer(image.data) };
}

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
