import type { Bbox, Detection, ImageSize, Renderer } from '../../src';
import type { SourceImage } from '../shared/image-source';

/** An image that shows an object. The image is kept as the sender made it, not copied. */
export interface ObjectImage {
  readonly source: SourceImage;
  /** Size of the upright image, in whose pixels `detection` is. */
  readonly image: ImageSize;
  /** The object in this image. */
  readonly detection: Detection;
}

/** The complete image, or the object cut out of it. */
export const pictureForms = ['frame', 'crop'] as const;
export type PictureForm = (typeof pictureForms)[number];

/** The best picture of an object, as an event has it. */
export interface EventPicture {
  readonly form: PictureForm;
  /** An image file. */
  readonly picture: Buffer;
  /** Its size when upright. */
  readonly image: ImageSize;
  /** The object, in pixels of the picture. */
  readonly detection: Detection;
}

/** Around an object that is cut out, on each side, as a share of its width and height. */
const MARGIN = 0.25;

/**
 * Makes the picture of an event. A complete image is passed on as it was received; a part of it, or raw pixels, become a JPEG
 * file.
 * @throws VisionError as `Renderer.crop`
 */
export async function eventPicture(
  { source, image, detection }: ObjectImage,
  form: PictureForm,
  renderer: Renderer,
  limits: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<EventPicture> {
  if (form === 'frame' && Buffer.isBuffer(source.image)) return { form, picture: source.image, image, detection };
  const part: Bbox = form === 'frame' ? [0, 0, image.width, image.height] : grown(detection.bbox);
  const { data, bbox } = await renderer.crop({ ...source, bbox: part, foundOn: image }, limits);
  const [left, top, width, height] = bbox;
  return { form, picture: data, image: { width, height }, detection: movedBy(detection, -left, -top) };
}

const grown = ([x, y, width, height]: Bbox): Bbox => [
  x - MARGIN * width,
  y - MARGIN * height,
  width * (1 + 2 * MARGIN),
  height * (1 + 2 * MARGIN),
];

function movedBy(detection: Detection, dx: number, dy: number): Detection {
  const { bbox, mask } = detection;
  return {
    ...detection,
    bbox: [bbox[0] + dx, bbox[1] + dy, bbox[2], bbox[3]],
    ...(mask && { mask: { ...mask, offset: [mask.offset[0] + dx, mask.offset[1] + dy] } }),
  };
}
