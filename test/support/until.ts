import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition is true, at most until the time limit of the test. */
export async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await claim())) await delay(25);
}
