import assert from 'node:assert/strict';
import { float16FromFloat32, float32FromFloat16 } from '../../../src/tensor/float16';

const { NaN: NONE, POSITIVE_INFINITY: INF } = Number;
const halfOf = (number: number): number => float16FromFloat32(Float32Array.of(number))[0]!;
const numberOf = (half: number): number => float32FromFloat16(Uint16Array.of(half))[0]!;

describe('float16', () => {
  describe('a half is the number', () => {
    const cases: [number, number][] = [
      [0x0000, 0],
      [0x8000, -0],
      [0x3c00, 1],
      [0xc000, -2],
      [0x3555, 0.333251953125],
      [0x7bff, 65504],
      [0x0400, 2 ** -14],
      [0x03ff, 1023 * 2 ** -24],
      [0x0001, 2 ** -24],
      [0x8001, -(2 ** -24)],
      [0x7c00, INF],
      [0xfc00, -INF],
      [0x7e00, NONE],
      [0x7c01, NONE],
    ];
    for (const [half, number] of cases) {
      it(`0x${half.toString(16).padStart(4, '0')}: ${number}`, () => assert.equal(numberOf(half), number));
    }
  });

  describe('a number is rounded to the nearest half, ties to even', () => {
    const cases: [number, number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [1 + 2 ** -11 + 2 ** -20, 0x3c01],
      [2 - 2 ** -12, 0x4000],
      [0.1, 0x2e66],
      [-0.1, 0xae66],
      [65504, 0x7bff],
      [65519, 0x7bff],
      [65520, 0x7c00],
      [1e30, 0x7c00],
      [-1e30, 0xfc00],
      [2 ** -14, 0x0400],
      [2 ** -14 - 2 ** -25, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -25, 0x0000],
      [2 ** -25 * 1.001, 0x0001],
      [3 * 2 ** -25, 0x0002],
      [-3 * 2 ** -25, 0x8002],
      [1e-30, 0x0000],
      [INF, 0x7c00],
      [-INF, 0xfc00],
      [NONE, 0x7e00],
    ];
    for (const [number, half] of cases) {
      it(`${number}: 0x${half.toString(16).padStart(4, '0')}`, () => assert.equal(halfOf(number), half));
    }
  });

  it('every half survives the way to float32 and back', () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const back = float16FromFloat32(float32FromFloat16(halves));
    const isNumber = (bits: number): boolean => (bits & 0x7fff) <= 0x7c00;

    assert.deepEqual(back.filter(isNumber), halves.filter(isNumber));
    assert.equal(back.filter(isNumber).length, halves.filter(isNumber).length);
  });

  it('a number is rounded by the midpoint of its neighbouring halves', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [below, above] = [numberOf(bits), numberOf(bits + 1)];
      const middle = (below + above) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const nudge = (above - below) / 1024;

      assert.deepEqual([middle, middle - nudge, middle + nudge].map(halfOf), [even, bits, bits + 1]);
    }
  });
});
