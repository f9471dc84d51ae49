import type { Detection, ImageInput } from '../contract';

/**
 * Copies bytes so that they can be moved to another thread: one pass over them. Posting the Buffers themselves would make
 * three, and take along the whole allocation behind a Buffer that is a part of it.
 */
export class MovableCopies {
  readonly transfer: ArrayBuffer[] = [];

  image(image: ImageInput): ImageInput {
    return image instanceof Uint8Array ? this.bytes(image) : { ...image, data: this.bytes(image.data) };
  }

  /** Without what else other nodes put on it, which need not be fit for another thread. */
  detection({ label, score, bbox, mask, maskScore, area }: Detection): Detection {
    return {
      label,
      score,
      bbox,
      ...(maskScore === undefined ? {} : { maskScore }),
      ...(area === undefined ? {} : { area }),
      ...(mask ? { mask: { type: mask.type, dims: mask.dims, offset: mask.offset, data: this.bytes(mask.data) } } : {}),
    };
  }

  private bytes(bytes: Uint8Array): Buffer {
    const own = new Uint8Array(bytes);
    this.transfer.push(own.buffer);
    return asBuffer(own);
  }
}

/** The image as it was before it came to this thread: on the way a Buffer becomes a plain Uint8Array. */
export function arrivedImage(image: ImageInput): ImageInput {
  return image instanceof Uint8Array ? asBuffer(image) : { ...image, data: asBuffer(image.data) };
}

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
