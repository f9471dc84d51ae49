/** The same numbers from 0 to 1 in every run: mulberry32. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random bytes that do not compress, the same for each seed. */
export function noise(bytes: number, seed = 1): Buffer {
  const next = random(seed);
  const data = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) data[at] = Math.floor(next() * 256);
  return data;
}
