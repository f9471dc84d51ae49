const FIRST_MS = 1000;
const MAX_MS = 60_000;

/**
 * Milliseconds before the next attempt to connect: 1 s, doubled by each failure, up to 60 s, and up to a quarter less, so that
 * cameras that failed together do not return together.
 * @param failures attempts in a row that failed, from 1
 * @param random from 0 to 1
 */
export const retryPauseMs = (failures: number, random: number): number =>
  Math.round(Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS) * (1 - random / 4));
