import type { Detection, ImageInput } from '../contract';
import { knownFields } from '../contract/detection-fields';

/** The image with its known properties only. Nothing is copied. */
export function sendableImage(image: ImageInput): ImageInput {
  if (image instanceof Uint8Array) return image;
  const { data, width, height, channels } = image;
  return { data, width, height, channels };
}

/** The detections with the properties of `detectionFields` only, also in their masks. Nothing is copied. */
export function sendableDetections(detections: readonly Detection[]): Detection[] {
  return detections.map((detection) => {
    const { mask, ...fields } = knownFields(detection);
    if (mask === undefined) return fields;
    const { type, dims, offset, data } = mask;
    return { ...fields, mask: { type, dims, offset, data } };
  });
}

/** A copy of bytes from another process: there, they are a view of the complete message. */
export const withOwnMemory = (bytes: Uint8Array): Buffer => Buffer.from(new Uint8Array(bytes).buffer);
