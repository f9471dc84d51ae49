/** A reproducible source of random numbers: a scene depends only on its seed. */
export interface Random {
  /** A number from `from` (included) to `to` (excluded). */
  uniform(from: number, to: number): number;
  /** An integer from 0 (included) to `count` (excluded). */
  index(count: number): number;
  /** One of `choices`, all equally likely. */
  pick<T>(choices: readonly T[]): T;
  /** True with the probability `share`, 0 to 1. */
  chance(share: number): boolean;
  /** Approximately normal, mean 0, standard deviation 1: the scaled sum of the four bytes of one 32-bit draw. */
  normal(): number;
}

/** Mean and standard deviation of the sum of four independent bytes. */
const BYTES_MEAN = 4 * 127.5;
const BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Rounds after which the outputs of neighbouring seeds are no longer similar. */
const WARM_UP_ROUNDS = 16;

/** sfc32 of PractRand (https://pracrand.sourceforge.net): 128 bits of state, so that no two scenes share a sequence. */
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
