import { setTimeout as delay } from 'node:timers/promises';
import { VisionError } from '../../errors';
import { isDiskError } from '../../files/disk-error';

/** How often a request is repeated, and after which waits. */
export interface RetryPolicy {
  /** Give up after this many attempts in a row without progress. */
  readonly attempts: number;
  /** Wait before the second attempt. It doubles before each further attempt. */
  readonly baseMs: number;
}

export const retryDefaults: RetryPolicy = { attempts: 5, baseMs: 500 };

/** The longest wait that a server may ask for. The hub counts requests in windows of 5 minutes. */
const MAX_WAIT_MS = 310_000;

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
 * Repeats `work` until it succeeds or throws a VisionError or an error of the file system. All other errors are tried again,
 * up to `policy.attempts` times.
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
      if (error instanceof VisionError || isDiskError(error)) throw error;
      const requestedMs = error instanceof TryAgain ? error.retryAfterMs : undefined;
      if (attempt >= policy.attempts || (requestedMs ?? 0) > MAX_WAIT_MS) throw giveUp(attempt, error);
      const backOffMs = policy.baseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      // If the signal ends the wait, the next attempt throws its reason.
      await delay(requestedMs ?? backOffMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The wait that a response asks for, in milliseconds: `Retry-After`, and after too many requests (429) the rest of the window
 * in which the hub counts them, as `RateLimit: "api";r=0;t=12`: https://huggingface.co/docs/hub/rate-limits
 */
export function requestedWaitMs(status: number, headers: Headers): number | undefined {
  const text = (name: string): string => [headers[name] ?? ''].flat().join(', ');
  const waits = [
    retryAfterMs(text('retry-after')),
    ...(status === 429 ? [rateLimitMs(text('ratelimit')), retryAfterMs(text('ratelimit-reset'))] : []),
  ].filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** @param value seconds, or a date */
function retryAfterMs(value: string): number | undefined {
  if (value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/**
 * The time until the requests of all limits that are used up are allowed again. An older draft of the header has one limit:
 * `limit=100, remaining=0, reset=12`.
 */
function rateLimitMs(value: string): number | undefined {
  const limits = (value.match(/(?:"[^"]*"|[^,"])+/g) ?? []).flatMap((limit) => {
    const seconds = /(?:^|[;\s])(?:t|reset)=(\d+)/.exec(limit)?.[1];
    return seconds === undefined ? [] : [{ ms: Number(seconds) * 1000, isUsedUp: !/;\s*r=[1-9]/.test(limit) }];
  });
  const usedUp = limits.filter(({ isUsedUp }) => isUsedUp);
  const waits = (usedUp.length > 0 ? usedUp : limits).map(({ ms }) => ms);
  return waits.length === 0 ? undefined : Math.max(...waits);
}
