const FIRST_MS = 1000;
const MAX_MS = 60_000;
/** Cameras lock a user out for half an hour after 5 to 10 wrong passwords. */
const LOGIN_MS = 300_000;

/**
 * Milliseconds before the next attempt to connect: 1 s, doubled by each failure, up to 60 s; after a refused login 5 min. Each is
 * up to a quarter shorter, so that cameras that failed together do not return together.
 * @param failures attempts in a row that failed, from 1
 * @param random from 0 to 1
 */
export function retryPauseMs(failures: number, random: number, isLoginRefused = false): number {
  const ms = isLoginRefused ? LOGIN_MS : Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS);
  return Math.round(ms * (1 - random / 4));
}
