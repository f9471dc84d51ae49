/** The channels of a pixel in the order of their bytes. Alpha is dropped. */
export const pixelOrders = ['GRAY', 'GRAYA', 'RGB', 'BGR', 'RGBA', 'BGRA', 'ARGB', 'ABGR'] as const;
export type PixelOrder = (typeof pixelOrders)[number];

/** The type of the values: `uint16` is little-endian. */
export type PixelType = 'uint8' | 'uint16';

/** Other names of orders, and the bits of names that have some: as ffmpeg, ROS, V4L2 and sharp have them. */
const aliases: Readonly<Record<string, PixelOrder>> = {
  ...{ GREY: 'GRAY', GRAYSCALE: 'GRAY', GREYSCALE: 'GRAY', MONO: 'GRAY', L: 'GRAY', Y: 'GRAY', BW: 'GRAY' },
  ...{ GREYA: 'GRAYA', GRAYALPHA: 'GRAYA', GREYALPHA: 'GRAYA', LA: 'GRAYA', YA: 'GRAYA' },
  ...{ RGBX: 'RGBA', RGB0: 'RGBA', BGRX: 'BGRA', BGR0: 'BGRA', XRGB: 'ARGB', XBGR: 'ABGR' },
};

/** Number of channels. */
export function channelsOf(order: PixelOrder): 1 | 2 | 3 | 4 {
  return order.startsWith('GRAY') ? (order === 'GRAY' ? 1 : 2) : (order.length as 3 | 4);
}

/** The order of pixels that have only a number of channels. */
export const defaultOrders = { 1: 'GRAY', 2: 'GRAYA', 3: 'RGB', 4: 'RGBA' } as const;

/**
 * Reads the name of an order, in any case: `bgr`, `BGR24`, `mono16`, `gray16le`. `type` is present if the name says it.
 * `undefined` for all other names.
 */
export function pixelOrderFrom(name: string): { order: PixelOrder; type?: PixelType } | undefined {
  const [, letters = '', bits, endian] =
    /^([A-Z]+0?)(\d*)(LE|BE)?$/.exec(name.toUpperCase().replace(/[\s_-]/g, '')) ?? [];
  const order = pixelOrders.find((one) => one === letters) ?? aliases[letters];
  if (!order || endian === 'BE') return undefined;
  if (!bits) return { order };
  const channels = channelsOf(order);
  if (Number(bits) === 8 || Number(bits) === channels * 8) return { order, type: 'uint8' };
  const isWide = channels === 1 ? bits === '16' : Number(bits) === channels * 16;
  return isWide ? { order, type: 'uint16' } : undefined;
}

/** Reads the name of a type of values, or their number of bits. `undefined` for all other types. */
export function pixelTypeFrom(value: unknown): PixelType | undefined {
  const name = String(value).toLowerCase();
  if (['uint8', 'u8', 'uchar', 'byte', '8', 'uint8clamped', 'cv_8u'].includes(name)) return 'uint8';
  return ['uint16', 'u16', 'ushort', '16', 'cv_16u'].includes(name) ? 'uint16' : undefined;
}
