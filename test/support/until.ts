import { setTimeout as delay } from 'node:timers/promises';

/** Waits for what must come true by itself; the test's own time limit says how long. */
export async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await claim())) await delay(25);
}
