import type { Bbox, BoxUnit, DecodeOptions, Detection, ImageInput, ImageSize } from '../contract';
import type { ImageFormat } from '../image/image-formats';
import type { DrawOptions } from './draw-options';

/** Methods of the drawing process. */
export interface RenderApi {
  render(params: RenderRequest): DrawnImage;
  thumbnail(params: ThumbnailRequest): ThumbnailImage;
  grey(params: ThumbnailRequest): GreyImage;
  crop(params: CropRequest): CroppedImage;
  picture(params: PictureRequest): PictureImage;
}

/** An image, and the width of its small copy. */
export interface ThumbnailRequest {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  /** Of the copy, in pixels. */
  readonly maxWidth: number;
}

/** A small copy of an image: RGB, row-major, interleaved. */
export interface ThumbnailImage {
  /** A view of the complete message, once it has arrived. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/** A small grey copy of an image: row-major, one byte per pixel. */
export interface GreyImage {
  /** A view of the complete message, once it has arrived. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/** An image, and the part of it to cut out. */
export interface CropRequest {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  /** In pixels. It is clipped to the image, and extended to whole pixels, at least one. */
  readonly bbox: Bbox;
  /** Size of the image that the box is from. An image of another size is refused. */
  readonly foundOn?: ImageSize | undefined;
}

/** A part of an image as a JPEG file, without metadata. */
export interface CroppedImage {
  /** A view of the complete message, once it has arrived. */
  readonly data: Buffer;
  /** The part that was cut out, in whole pixels of the upright image. */
  readonly bbox: Bbox;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/** An image, and the size of its picture. */
export interface PictureRequest {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  /** Of the longer side of the picture, in pixels. */
  readonly maxSide: number;
  /** Of the JPEG file, 1 to 100. */
  readonly quality: number;
}

/** A copy of an image as a JPEG file, without metadata. */
export interface PictureImage {
  /** A view of the complete message, once it has arrived. */
  readonly data: Buffer;
  readonly size: ImageSize;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/** An image, its detections and how to draw them. */
export interface RenderRequest extends DrawOptions {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  readonly detections: readonly Detection[];
  /** Unit of the boxes of `detections`, by default pixels. Masks are always in pixels. */
  readonly boxUnit?: BoxUnit;
  readonly format: ImageFormat;
  /** 1 to 100; PNG is lossless and ignores it. */
  readonly quality: number;
}

/** The encoded image with its sizes and times. */
export interface DrawnImage {
  /** A view of the complete message, once it has arrived. */
  readonly data: Buffer;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
  /** Size of the drawn image. */
  readonly size: ImageSize;
  /** Milliseconds. */
  readonly ms: { readonly queue: number; readonly decode: number; readonly draw: number };
}
