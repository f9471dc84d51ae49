import type { PixelMask } from './pixel-mask';

/** RGBA of the rectangle of a mask: its pixels in an opaque colour of three levels, 0 to 255. The others are transparent. */
export function colouredPixels({ data }: PixelMask, colour: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(data.length * 4);
  // One write for a pixel: large masks have millions.
  const pixels = new Uint32Array(rgba.buffer);
  const [pixel] = new Uint32Array(Uint8Array.of(...colour, 255).buffer);
  for (let at = 0; at < data.length; at++) if (data[at] === 1) pixels[at] = pixel!;
  return rgba;
}
