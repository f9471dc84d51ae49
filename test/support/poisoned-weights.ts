import { readFileSync, writeFileSync } from 'node:fs';

/** The bits of a NaN as float32, little-endian. */
const NOT_A_NUMBER = Buffer.of(0x00, 0x00, 0xc0, 0x7f);
const VALUES = 64;

/**
 * Writes NaN over some float32 weights in the middle of an ONNX file. Weights may begin at any byte, so there is one
 * stretch of NaN for each of the four alignments.
 */
export function poisonWeights(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length * 0.7);
  for (let alignment = 0; alignment < 4; alignment++) {
    const start = middle + alignment * (VALUES * 4 + 1);
    for (let index = 0; index < VALUES; index++) NOT_A_NUMBER.copy(bytes, start + index * 4);
  }
  writeFileSync(file, bytes);
}
