import { readFileSync } from 'node:fs';

export interface FloatArray {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Reads a NumPy file of little-endian float32 in C order; any other kind is refused. */
export function readNpy(file: string): FloatArray {
  const bytes = readFileSync(file);
  // Magic string (6), version (2), length of the header (2), header: a Python dictionary as text.
  const dataStart = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, dataStart);
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (shape === undefined || !header.includes("'<f4'") || header.includes("'fortran_order': True")) {
    throw new Error(`${file} is not a float32 array in C order: ${header}`);
  }
  const dims = shape.split(',').filter((side) => side.trim() !== '');
  // Copied, because a Float32Array must begin at a multiple of 4.
  return { dims: dims.map(Number), data: new Float32Array(new Uint8Array(bytes.subarray(dataStart)).buffer) };
}
