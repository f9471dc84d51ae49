/** A source of random numbers that repeats itself: all of a scene follows from its seed. */
export interface Random {
  /** From `from` up to, but without, `to`. */
  uniform(from: number, to: number): number;
  /** A whole number from 0 up to, but without, `count`. */
  index(count: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True in this share of all calls. */
  chance(share: number): boolean;
  /** Nearly normal, mean 0, standard deviation 1: one draw of 32 bits as the sum of its four bytes. */
  normal(): number;
}

/** Mean and standard deviation of the sum of four independent bytes. */
const BYTES_MEAN = 4 * 127.5;
const BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Rounds after which nothing of neighbouring seeds' likeness is left. */
const WARM_UP_ROUNDS = 16;

/** sfc32 of PractRand (https://pracrand.sourceforge.net): 128 bits of state, so that no two scenes share a stretch. */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];

  const bits = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) bits();

  const uniform = (from: number, to: number): number => from + (to - from) * (bits() / 2 ** 32);
  const index = (count: number): number => Math.floor(uniform(0, count));

  return {
    uniform,
    index,
    pick: (choices) => choices[index(choices.length)]!,
    chance: (share) => uniform(0, 1) < share,
    normal: () => {
      const word = bits();
      const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
      return (sum - BYTES_MEAN) / BYTES_DEVIATION;
    },
  };
}
