import { types } from 'node:util';
import { invalidInput, VisionError } from '../errors';
import { plainName } from './box-keys';
import { bytesFrom } from './bytes';
import { pictureFormat } from './picture-format';
import {
  channelsOf,
  defaultOrders,
  type PixelOrder,
  type PixelType,
  pixelOrderFrom,
  pixelOrders,
  pixelTypeFrom,
} from './pixel-order';

/** Raw pixels, row-major, interleaved: grey (1), grey + alpha (2), RGB (3) or RGBA (4), if not in another order. */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** Order of the channels. */
  readonly colorSpace?: PixelOrder;
  /** By default `uint8`. `uint16` is little-endian. */
  readonly dtype?: PixelType;
  /** Bytes from the start of a row to that of the next one, if rows are padded. */
  readonly stride?: number;
}

type Properties = Readonly<Record<string, unknown>>;

/** Names of the same property in other libraries, as `plainName` writes them. */
const names = {
  order: [
    'colorspace',
    'colourspace',
    'colorformat',
    'pixelformat',
    'pixfmt',
    'channelorder',
    'pixelorder',
    'encoding',
    'format',
    'space',
  ],
  type: ['dtype', 'depth', 'bitdepth', 'bitsperchannel', 'bitspersample', 'datatype'],
  stride: ['stride', 'step', 'bytesperrow', 'rowbytes', 'linesize', 'pitch'],
  bigEndian: ['isbigendian', 'bigendian'],
} as const;

/** Names of orders that say nothing of the order: of canvases, and of sharp. */
const NO_ORDER = ['srgb', 'raw', 'multiband', 'b-w'];

/**
 * Reads raw pixels of any library, or an encoded image as `data` of an object. Every property that describes the pixels
 * is obeyed or refused. Copies nothing.
 * @param expected completes "must be ..." for values that are not raw pixels
 * @throws VisionError `BAD_IMAGE`
 */
export function rawImage(name: string, value: unknown, expected: string): RawImage | Buffer {
  const outer = (value ?? {}) as Properties;
  // sharp: {data, info: {width, height, channels, ...}}
  const image = typeof outer.info === 'object' ? ({ ...outer, ...outer.info, data: outer.data } as Properties) : outer;
  const data = dataOf(image.data);
  if (data && isEncoded(image, data)) return data;
  const { width, height } = image;
  if (!data || !isSide(width) || !isSide(height)) throw invalidInput(name, expected, value, 'BAD_IMAGE');
  refuseOtherLayouts(name, image);
  const { order, type: typeOfOrder } = orderOf(name, image);
  const type = typeOf(name, image, typeOfOrder);
  const channels = channelsFrom(name, image, order, data.length / (width * height * bytesOf(type)));
  if (channels === undefined) throw invalidInput(name, expected, value, 'BAD_IMAGE');
  const stride = strideOf(name, image, { data, width, height, channels, type });
  return {
    ...{ data, width, height, channels },
    ...(order === undefined || order === defaultOrders[channels] ? {} : { colorSpace: order }),
    ...(type === 'uint16' ? { dtype: type } : {}),
    ...(stride === undefined ? {} : { stride }),
  };
}

/** Every property of a `RawImage`. A new one is a type error here until it has a line, so that it cannot get lost. */
const rawFields: { readonly [Name in keyof RawImage]-?: true } = {
  ...{ data: true, width: true, height: true, channels: true, colorSpace: true, dtype: true, stride: true },
};

/** The image with the properties of `RawImage` only. Nothing is copied. */
export const knownPixels = (image: RawImage): RawImage =>
  Object.fromEntries(
    Object.keys(rawFields).flatMap((name) => {
      const value: unknown = Reflect.get(image, name);
      return value === undefined ? [] : [[name, name === 'data' ? (bytesFrom(value) ?? value) : value]];
    }),
  ) as unknown as RawImage;

/** All that distinguishes raw images with the same bytes. */
export const rawLayout = ({ width, height, channels, colorSpace, dtype, stride }: RawImage): string =>
  [width, height, channels, colorSpace, dtype, stride].filter((part) => part !== undefined).join(' ');

/** Bytes of a value. */
const bytesOf = (type: PixelType): number => (type === 'uint16' ? 2 : 1);

const isSide = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

function dataOf(value: unknown): Buffer | undefined {
  if (types.isUint16Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return bytesFrom(value);
}

/** Whether `data` is an image file, and other properties describe that file. */
function isEncoded({ width, height, format }: Properties, data: Buffer): boolean {
  if (pictureFormat(data) === undefined) return false;
  const isNamed = typeof format === 'string' && /jpe?g|png|webp|gif|tiff?|avif|heif|bmp|p[gp]m/i.test(format);
  return isNamed || !isSide(width) || !isSide(height);
}

/** The first of the names that is present, as the user knows it, and its value. */
function given(name: string, image: Properties, all: readonly string[]): { name: string; value: unknown } | undefined {
  const keys = Object.keys(image).filter((key) => image[key] !== undefined && image[key] !== null);
  const key = all.map((one) => keys.find((each) => plainName(each) === one)).find((one) => one !== undefined);
  return key === undefined ? undefined : { name: `${name}.${key}`, value: image[key] };
}

function refuseOtherLayouts(name: string, image: Properties): void {
  const { planar, layout } = image;
  if (planar) throw invalidInput(`${name}.planar`, 'false: pixels must be interleaved', planar, 'BAD_IMAGE');
  if (typeof layout === 'string' && !/^N?HWC$/i.test(layout)) {
    throw invalidInput(`${name}.layout`, 'HWC: pixels must be interleaved', layout, 'BAD_IMAGE');
  }
  const bigEndian = given(name, image, names.bigEndian);
  if (bigEndian?.value) throw invalidInput(bigEndian.name, 'false', bigEndian.value, 'BAD_IMAGE');
  const byteOrder = given(name, image, ['byteorder', 'endianness', 'endian']);
  if (byteOrder && !/^(?:<|l)/i.test(String(byteOrder.value))) {
    throw invalidInput(byteOrder.name, 'little', byteOrder.value, 'BAD_IMAGE');
  }
}

function orderOf(name: string, image: Properties): { order?: PixelOrder; type?: PixelType } {
  const found = given(name, image, names.order);
  if (!found) return {};
  if (typeof found.value === 'string' && NO_ORDER.includes(found.value.toLowerCase())) return {};
  const order = typeof found.value === 'string' ? pixelOrderFrom(found.value) : undefined;
  if (order) return order;
  throw invalidInput(found.name, `one of ${pixelOrders.join(', ')}`, found.value, 'BAD_IMAGE');
}

function typeOf(name: string, image: Properties, typeOfOrder: PixelType | undefined): PixelType {
  const found = given(name, image, names.type);
  const ofData = types.isUint16Array(image.data) ? 'uint16' : undefined;
  const type = found ? pixelTypeFrom(found.value) : (typeOfOrder ?? ofData ?? 'uint8');
  const others = [typeOfOrder, ofData].filter((other) => other !== undefined && other !== type);
  if (type && others.length === 0) return type;
  const expected = others.length > 0 ? `${others[0]}, as the pixels are` : 'uint8 or uint16';
  throw invalidInput(found?.name ?? `${name}.data`, expected, found?.value ?? type, 'BAD_IMAGE');
}

/** @param perPixel values of a pixel, as the length of the data says it; without padding of rows */
function channelsFrom(
  name: string,
  { channels }: Properties,
  order: PixelOrder | undefined,
  perPixel: number,
): RawImage['channels'] | undefined {
  const expected = order && channelsOf(order);
  if (channels === undefined) {
    // Two values may also be one of 16 bits.
    return expected ?? ([1, 3, 4] as const).find((number) => number === perPixel) ?? 4;
  }
  if (expected !== undefined && channels !== expected) {
    throw invalidInput(`${name}.channels`, `${expected} for ${order}`, channels, 'BAD_IMAGE');
  }
  return ([1, 2, 3, 4] as const).find((number) => number === channels);
}

/** `undefined` if rows are not padded. */
function strideOf(
  name: string,
  image: Properties,
  {
    data,
    width,
    height,
    channels,
    type,
  }: { data: Buffer; width: number; height: number; channels: number; type: PixelType },
): number | undefined {
  const row = width * channels * bytesOf(type);
  const found = given(name, image, names.stride);
  if (found && !(Number.isInteger(found.value) && (found.value as number) >= row)) {
    throw invalidInput(found.name, `a whole number of bytes from ${row} up`, found.value, 'BAD_IMAGE');
  }
  const stride = (found?.value as number | undefined) ?? row;
  // The last row need not be padded.
  if (data.length === stride * height || data.length === stride * (height - 1) + row) {
    return stride === row ? undefined : stride;
  }
  const parts = stride === row ? ['width', 'height', 'channels'] : ['stride', 'height'];
  const sizes: unknown[] = stride === row ? [width, height, channels] : [stride, height];
  const each = stride === row && type === 'uint16' ? ' x 2' : '';
  throw new VisionError(
    'BAD_IMAGE',
    `${name}.data must have ${parts.join(' x ')}${each} = ${sizes.join(' x ')}${each} bytes, got ${data.length}`,
  );
}
