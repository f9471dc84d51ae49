/** One number that can be read as a float32 and as its bits. */
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** @param halves bits of IEEE 754 half floats */
export function float32FromFloat16(halves: Uint16Array): Float32Array {
  const numbers = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at++) numbers[at] = numberFrom(halves[at]!);
  return numbers;
}

/** @returns bits of IEEE 754 half floats, each the nearest to its number; of two as near, the even one */
export function float16FromFloat32(numbers: Float32Array): Uint16Array {
  const halves = new Uint16Array(numbers.length);
  for (let at = 0; at < numbers.length; at++) halves[at] = halfFrom(numbers[at]!);
  return halves;
}

function numberFrom(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0) return (sign ? -1 : 1) * mantissa * 2 ** -24;
  // The exponent's zero is 15 in a half and 127 in a single; all ones are infinity or no number in both.
  singleBits[0] = sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (mantissa << 13);
  return single[0]!;
}

function halfFrom(number: number): number {
  single[0] = number;
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  // From halfway between the largest half and the next power of two on.
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // Halves below their smallest normal one lie 2^-24 apart, as singles from 0.5 on do: these round for us.
    single[0] = Math.abs(number) + 0.5;
    return sign | (singleBits[0]! - 0x3f000000);
  }
  const isOdd = (size >>> 13) & 1;
  return sign | ((size - (112 << 23) + 0xfff + isOdd) >>> 13);
}
