import type { Detection, ImageInput, RawImage } from '../contract';
import { bytesFrom } from '../contract/bytes';
import { knownFields } from '../contract/detection-fields';
import { knownPixels } from '../contract/raw-image';

/** The image with its known properties only, as Buffers. Nothing is copied. */
export function sendableImage(image: ImageInput): ImageInput {
  const bytes = bytesFrom(image);
  if (bytes) return bytes;
  return knownPixels(image as RawImage);
}

/** The detections with the properties of `detectionFields` only, also in their masks. Nothing is copied. */
export function sendableDetections(detections: readonly Detection[]): Detection[] {
  return detections.map((detection) => {
    const { mask, ...fields } = knownFields(detection);
    if (mask === undefined) return fields;
    const { type, dims, offset, data } = mask;
    return { ...fields, mask: { type, dims, offset, data: bytesFrom(data) ?? data } };
  });
}

/** A copy of bytes from another process: there, they are a view of the complete message. */
export const withOwnMemory = (bytes: Uint8Array): Buffer => Buffer.from(new Uint8Array(bytes).buffer);
