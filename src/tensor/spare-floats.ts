import type { NamedTensors } from './tensor';

/** The detector's input and the segmenter's, each for a call that runs and for one that waits. */
const MAX_SPARE = 4;
/** Smaller arrays cost less than the search for a spare one. */
const MIN_LENGTH = 250_000;

const spare: Float32Array[] = [];

/**
 * Memory for a large tensor. For 12 MB, the system needs as long to provide fresh memory as a loop to write it, so memory of
 * tensors that a run no longer needs is used again.
 * @returns zeros, or the values of another tensor
 */
export function takeFloats(length: number): Float32Array {
  const at = spare.findIndex((floats) => floats.length === length);
  return at < 0 ? new Float32Array(length) : spare.splice(at, 1)[0]!;
}

/** Keeps memory for `takeFloats`. Nothing else may use it afterwards. */
export function spareFloats(floats: Float32Array): void {
  if (floats.length < MIN_LENGTH) return;
  spare.push(floats);
  if (spare.length > MAX_SPARE) spare.shift();
}

/** Keeps the memory of the float32 tensors among `feeds`, after a run that does not need them any more. */
export function spareFeeds(feeds: NamedTensors): void {
  for (const { data } of Object.values(feeds)) if (data instanceof Float32Array) spareFloats(data);
}

/** Frees all memory that was kept. */
export function freeFloats(): void {
  spare.length = 0;
}
