import type { RgbPixels } from '../../../src/image/pixels';
import type { Rgb } from './colour';
import type { Coverage } from './coverage';
import type { Random } from './random';

/** A square image in progress: interleaved RGB [side, side, 3], not rounded and not yet limited to 0 to 255. */
export interface Canvas {
  readonly side: number;
  readonly data: Float32Array;
}

/** A value for every pixel; x and y in pixels, origin top left. */
export type Field = (x: number, y: number) => number;

/** A black canvas of `side` x `side` pixels. */
export const blankCanvas = (side: number): Canvas => ({ side, data: new Float32Array(side * side * 3) });

/** Paints every pixel with a mix of two colours; `share` is the share of `to`, 0 to 1. */
export function paintField({ side, data }: Canvas, from: Rgb, to: Rgb, share: Field): void {
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 3) {
      const weight = share(x, y);
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = from[channel]! + (to[channel]! - from[channel]!) * weight;
      }
    }
  }
}

/**
 * Paints a colour over the covered pixels.
 * @param light factor on the colour at each pixel
 * @param grain added to each channel at each pixel, -255 to 255
 * @param opacity 0 to 1
 */
export function paintCovered(
  canvas: Canvas,
  { left, top, width, height, data }: Coverage,
  colour: Rgb,
  { light = () => 1, grain = () => 0, opacity = 1 }: { light?: Field; grain?: Field; opacity?: number } = {},
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = data[y * width + x]! * opacity;
      if (share === 0) continue;
      const factor = light(left + x, top + y);
      const added = grain(left + x, top + y);
      const at = ((top + y) * canvas.side + left + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = limit(colour[channel]! * factor + added);
        canvas.data[at + channel]! += (value - canvas.data[at + channel]!) * share;
      }
    }
  }
}

/** The mean colour of `pixels`, given as row-major indices. */
export function meanColour({ data }: Canvas, pixels: readonly number[]): Rgb {
  const sum: [number, number, number] = [0, 0, 0];
  for (const pixel of pixels) {
    for (let channel = 0; channel < 3; channel++) sum[channel]! += data[pixel * 3 + channel]!;
  }
  return [sum[0] / pixels.length, sum[1] / pixels.length, sum[2] / pixels.length];
}

/** Adds noise to every channel of every pixel; `deviation` is its standard deviation in levels of 0 to 255. */
export function addNoise({ data }: Canvas, deviation: number, random: Random): void {
  for (let at = 0; at < data.length; at++) data[at]! += deviation * random.normal();
}

/** Blurs with a Gaussian of a `deviation` below 1 pixel, for which the direct neighbours of a pixel are enough. */
export function blur({ side, data }: Canvas, deviation: number): void {
  const neighbour = Math.exp(-1 / (2 * deviation ** 2));
  const [edge, middle] = [neighbour / (1 + 2 * neighbour), 1 / (1 + 2 * neighbour)];
  const row = side * 3;
  for (const step of [3, row]) {
    const sharp = data.slice();
    for (let at = 0; at < data.length; at++) {
      const position = step === 3 ? at % row : at;
      const before = position < step ? sharp[at]! : sharp[at - step]!;
      const after = position + step >= (step === 3 ? row : data.length) ? sharp[at]! : sharp[at + step]!;
      data[at] = middle * sharp[at]! + edge * (before + after);
    }
  }
}

/** Rounds the values and limits them to 0 to 255. */
export function toPixels({ side, data }: Canvas): RgbPixels {
  const { buffer } = Uint8ClampedArray.from(data);
  return { data: new Uint8Array(buffer), width: side, height: side };
}

const limit = (value: number): number => Math.min(Math.max(value, 0), 255);
