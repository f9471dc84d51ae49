import { invalidInput } from '../errors';

/** Timers of Node.js fire at once if they are set to more: 2^31 - 1 ms, which is 24.8 days. */
export const MAX_TIMER_MS = 2_147_483_647;

/**
 * Checks a number for which a limit of time, or anything else with a largest value, is set.
 * @throws VisionError `INVALID_INPUT` if it is not a number from 0 to `max`
 */
export function checkedUpTo(name: string, value: number, max: number): number {
  if (Number.isFinite(value) && value >= 0 && value <= max) return value;
  throw invalidInput(name, `a number from 0 to ${max}`, value);
}
