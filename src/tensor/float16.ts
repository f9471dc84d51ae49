/** Shared memory to read one number as a float32 and as its bits. */
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/**
 * Converts float16 to float32, exactly.
 * @param halves bits of IEEE 754 binary16 numbers
 */
export function float32FromFloat16(halves: Uint16Array): Float32Array {
  const numbers = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at++) numbers[at] = numberFrom(halves[at]!);
  return numbers;
}

/**
 * Converts float32 to float16. Rounds to nearest, ties to even; too large numbers become infinity.
 * @returns bits of IEEE 754 binary16 numbers
 */
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
  // The exponent bias is 15 in binary16 and 127 in binary32. An exponent of all ones is infinity or NaN in both.
  singleBits[0] = sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (mantissa << 13);
  return single[0]!;
}

function halfFrom(number: number): number {
  single[0] = number;
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  // From 65520 on, halfway between the largest half (65504) and 65536, rounding gives infinity.
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // Subnormal halves are 2^-24 apart, like float32 numbers from 0.5 on: adding 0.5 rounds to them.
    single[0] = Math.abs(number) + 0.5;
    return sign | (singleBits[0]! - 0x3f000000);
  }
  const isOdd = (size >>> 13) & 1;
  return sign | ((size - (112 << 23) + 0xfff + isOdd) >>> 13);
}
