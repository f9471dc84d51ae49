import type { Detection, ImageInput, RawImage } from '../contract';
import { bytesFrom } from '../contract/bytes';
import { knownFields } from '../contract/detection-fields';
import { knownPixels } from '../contract/raw-image';
import { invalidInput, VisionError } from '../errors';

/**
 * Node.js cannot read a message from another process that is larger than 2 GiB: it throws where nothing can catch it.
 * Together, both limits stay below. The first is that of raw pixels of the largest image.
 */
const MAX_IMAGE_BYTES = 16_383 ** 2 * 4;
const MAX_MASK_BYTES = 1e9;

/** @throws VisionError `BAD_IMAGE` if there are more than a message can have */
function refuseLargeImage({ length }: Uint8Array): void {
  if (length <= MAX_IMAGE_BYTES) return;
  throw new VisionError('BAD_IMAGE', `The image is too large: ${mb(length)} of data, at most ${mb(MAX_IMAGE_BYTES)}`);
}

/** @throws VisionError `BAD_BOXES` if the masks of an image, in all their forms, have more than a message can have */
export function refuseLargeMasks(bytes: number): void {
  if (bytes <= MAX_MASK_BYTES) return;
  throw new VisionError(
    'BAD_BOXES',
    `The masks of this image are too large: ${mb(bytes)} together, at most ${mb(MAX_MASK_BYTES)}. Use fewer boxes, or a smaller image`,
  );
}

/** Of all labels and phrases of an image together. Sending more would hold the event loop. */
const MAX_CHARACTERS = 10_000_000;

/** @throws VisionError `BAD_BOXES` if the texts of all objects are longer than a message can have */
export function refuseLongTexts(objects: readonly object[]): void {
  const texts = objects.flatMap((one) => Object.values(one)).filter((value) => typeof value === 'string');
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters <= MAX_CHARACTERS) return;
  throw new VisionError(
    'BAD_BOXES',
    `The labels of this image are too long: ${characters} characters together, at most ${MAX_CHARACTERS}`,
  );
}

const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/**
 * The image with its known properties only, as Buffers. Nothing is copied.
 * @throws VisionError `BAD_IMAGE` if it has no bytes, or more than a message can have
 */
export function sendableImage(image: ImageInput): ImageInput {
  const bytes = bytesFrom(image);
  if (!bytes && (typeof image !== 'object' || image === null))
    throw invalidInput('image', 'a Buffer or raw pixels', image, 'BAD_IMAGE');
  const sendable = bytes ?? knownPixels(image as RawImage);
  const data = bytes ?? bytesFrom((sendable as RawImage).data);
  if (!data) throw invalidInput('image.data', 'a Buffer', (sendable as RawImage).data, 'BAD_IMAGE');
  refuseLargeImage(data);
  return sendable;
}

/**
 * The detections with the properties of `detectionFields` only, also in their masks. Nothing is copied.
 * @throws VisionError `BAD_BOXES` if their masks or texts are larger than a message can be
 */
export function sendableDetections(detections: readonly Detection[]): Detection[] {
  let bytes = 0;
  const sendable = detections.map((detection) => {
    const { mask, ...fields } = knownFields(detection);
    if (mask === undefined) return fields;
    const { type, dims, offset, data } = mask;
    bytes += data.length;
    return { ...fields, mask: { type, dims, offset, data: bytesFrom(data) ?? data } };
  });
  refuseLargeMasks(bytes);
  refuseLongTexts(sendable);
  return sendable;
}

/** A copy of bytes from another process: there, they are a view of the complete message. */
export const withOwnMemory = (bytes: Uint8Array): Buffer => Buffer.from(new Uint8Array(bytes).buffer);
