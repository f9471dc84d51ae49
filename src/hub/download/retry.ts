import { setTimeout as delay } from 'node:timers/promises';
import { VisionError } from '../../errors';

/** How often a request is repeated, and after which waits. */
export interface RetryPolicy {
  /** Give up after this many attempts in a row without progress. */
  readonly attempts: number;
  /** Wait before the second attempt. It doubles before each further attempt. */
  readonly baseMs: number;
}

export const retryDefaults: RetryPolicy = { attempts: 5, baseMs: 500 };

/** The longest wait that a server may ask for. */
const MAX_WAIT_MS = 60_000;

/** A failure after which the same request may succeed: too many requests, a fault of the server. */
export class TryAgain extends Error {
  constructor(
    message: string,
    readonly retryAfterMs?: number | undefined,
  ) {
    super(message);
  }
}

/**
 * Repeats `work` until it succeeds or throws a VisionError. All other errors are tried again, up to `policy.attempts` times.
 * @param giveUp makes the error for the last failure
 * @param work calls `onProgress` when it receives data. This resets the count of attempts
 * @throws the signal's reason
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  giveUp: (attempts: number, cause: unknown) => Error,
  work: (onProgress: () => void) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work(() => {
        attempt = 1;
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof VisionError) throw error;
      if (attempt >= policy.attempts) throw giveUp(attempt, error);
      const requestedMs = error instanceof TryAgain ? error.retryAfterMs : undefined;
      const backOffMs = policy.baseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      await delay(Math.min(requestedMs ?? backOffMs, MAX_WAIT_MS), undefined, { signal });
    }
  }
}

/** @param value of a `Retry-After` header: seconds, or a date */
export function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}
