import { random } from '../../src/dataset/review/random';

export { random };

/** Random bytes that do not compress, the same for each seed. */
export function noise(bytes: number, seed = 1): Buffer {
  const next = random(seed);
  const data = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) data[at] = Math.floor(next() * 256);
  return data;
}
