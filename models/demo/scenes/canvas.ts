import type { RgbPixels } from '../../../src/image/pixels';
import type { Rgb } from './colour';
import type { Coverage } from './coverage';
import type { Random } from './random';

/** A square picture while it is drawn: interleaved RGB, not rounded and not yet limited to 0 to 255. */
export interface Canvas {
  readonly side: number;
  readonly data: Float32Array;
}

/** A value for every pixel, x and y in pixels from the top left. */
export type Field = (x: number, y: number) => number;

export const blankCanvas = (side: number): Canvas => ({ side, data: new Float32Array(side * side * 3) });

/** From one colour to another, as far as the field says (0 to 1). */
export function paintField({ side, data }: Canvas, from: Rgb, to: Rgb, share: Field): void {
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 3) {
      const part = share(x, y);
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = from[channel]! + (to[channel]! - from[channel]!) * part;
      }
    }
  }
}

/**
 * Lays a colour over the covered pixels.
 * @param light what the colour is multiplied with at a pixel
 * @param grain what is added to it
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
        const wanted = limit(colour[channel]! * factor + added);
        canvas.data[at + channel]! += (wanted - canvas.data[at + channel]!) * share;
      }
    }
  }
}

/** The mean colour of these pixels, given by their row-major indices. */
export function meanColour({ data }: Canvas, pixels: readonly number[]): Rgb {
  const sum: [number, number, number] = [0, 0, 0];
  for (const pixel of pixels) {
    for (let channel = 0; channel < 3; channel++) sum[channel]! += data[pixel * 3 + channel]!;
  }
  return [sum[0] / pixels.length, sum[1] / pixels.length, sum[2] / pixels.length];
}

/** Adds noise of this standard deviation to every channel of every pixel. */
export function addNoise({ data }: Canvas, deviation: number, random: Random): void {
  for (let at = 0; at < data.length; at++) data[at]! += deviation * random.normal();
}

/** A Gaussian of less than a pixel, so that the neighbours are enough. */
export function blur({ side, data }: Canvas, deviation: number): void {
  const neighbour = Math.exp(-1 / (2 * deviation ** 2));
  const [edge, middle] = [neighbour / (1 + 2 * neighbour), 1 / (1 + 2 * neighbour)];
  const row = side * 3;
  for (const step of [3, row]) {
    const sharp = data.slice();
    for (let at = 0; at < data.length; at++) {
      const place = step === 3 ? at % row : at;
      const before = place < step ? sharp[at]! : sharp[at - step]!;
      const after = place + step >= (step === 3 ? row : data.length) ? sharp[at]! : sharp[at + step]!;
      data[at] = middle * sharp[at]! + edge * (before + after);
    }
  }
}

/** Rounded and limited to what a byte holds. */
export function toPixels({ side, data }: Canvas): RgbPixels {
  const { buffer } = Uint8ClampedArray.from(data);
  return { data: new Uint8Array(buffer), width: side, height: side };
}

const limit = (value: number): number => Math.min(Math.max(value, 0), 255);
