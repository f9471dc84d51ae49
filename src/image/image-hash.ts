import { createHash } from 'node:crypto';
import type { ImageInput } from '../contract';
import { rawLayout } from '../contract/raw-image';

/** SHA-256 of the bytes of a file, or of the layout and the bytes of raw pixels, in hexadecimal. */
export function imageHash(image: ImageInput): string {
  const hash = createHash('sha256');
  if (Buffer.isBuffer(image)) return hash.update(image).digest('hex');
  return hash
    .update(`${rawLayout(image)}\n`)
    .update(image.data)
    .digest('hex');
}
