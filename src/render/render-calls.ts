import type { CallContext, Handlers } from '../calls/api';
import { openTurns } from '../calls/turns';
import type { ImageSize } from '../contract';
import { placedBoxes } from '../contract/placed-boxes';
import { invalidInput } from '../errors';
import { pixelArea } from '../geometry/areas';
import { croppedImage } from '../image/crop';
import { decodeImage } from '../image/decode';
import { encodeImage } from '../image/encode';
import { decodeGrey } from '../image/grey';
import { jpegPicture } from '../image/jpeg-picture';
import { thumbnailOf } from '../image/thumbnail';
import { colourAssigner } from './colour-assigner';
import { drawDetections } from './draw';
import { refuseOtherImage } from './redact';
import type { CroppedImage, DrawnImage, RenderApi, ThumbnailImage } from './render-api';

/** Of JPEG files, 1 to 100. */
const CROP_QUALITY = 85;

/** One image at a time: all drawing shares one thread, so more would only use more memory. */
const inTurn = openTurns();

function drawInTurn<T>({ signal, onTurn }: CallContext, work: (waitedMs: number) => Promise<T>): Promise<T> {
  const arrived = performance.now();
  return inTurn(() => {
    signal.throwIfAborted();
    onTurn(false);
    return work(performance.now() - arrived);
  });
}

/** Decodes, draws and encodes: the only code that touches the pixels of an image which is drawn or tracked. */
export const renderCalls: Handlers<RenderApi> = {
  render: (params, context) =>
    drawInTurn(context, async (queue) => {
      const { format, quality } = params;
      const start = performance.now();
      const image = await decodeImage(params.image, params.decode);
      const decoded = performance.now();
      const detections = placedBoxes(params.detections, image, params.boxUnit);
      const canvas = await drawDetections(image, detections, params, colourAssigner(params.palette));
      const drawn = performance.now();
      if (canvas.alpha && format === 'jpeg') throw invalidInput('format', 'png, webp or avif for cutout', format);
      const data = await encodeImage(canvas, format, quality);
      const ms = { queue, decode: decoded - start, draw: drawn - decoded };
      return { data, image: sizeOf(image), size: sizeOf(canvas), ms } satisfies DrawnImage;
    }),

  thumbnail: (params, context) =>
    drawInTurn(context, async () => {
      const image = await decodeImage(params.image, params.decode);
      const { data, ...size } = thumbnailOf(image, params.maxWidth);
      return { data: Buffer.from(data.buffer), ...size, image: sizeOf(image) } satisfies ThumbnailImage;
    }),

  grey: (params, context) => drawInTurn(context, () => decodeGrey(params.image, params.maxWidth, params.decode)),

  crop: (params, context) =>
    drawInTurn(context, async () => {
      const image = await decodeImage(params.image, params.decode);
      refuseOtherImage(image, params.foundOn);
      const bbox = pixelArea(params.bbox, image);
      const data = await encodeImage(croppedImage(image, bbox), 'jpeg', CROP_QUALITY);
      return { data, bbox, image: sizeOf(image) } satisfies CroppedImage;
    }),

  picture: (params, context) => drawInTurn(context, () => jpegPicture(params.image, params, params.decode)),
};

function sizeOf({ width, height }: ImageSize): ImageSize {
  return { width, height };
}
