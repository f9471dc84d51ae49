import { VisionError } from '../../errors';
import { Cancelled, GaveUp } from '../errors';

/** How long a download that was given up is not begun again: messages in a queue then fail at once, not after seconds each. */
export const PAUSE_MS = 30_000;

/** Remembers the downloads that failed after all attempts. */
export class FailurePause {
  private readonly failures = new Map<string, { readonly at: number; readonly error: GaveUp }>();

  /** @param now a clock in milliseconds that never goes back */
  constructor(private readonly now = (): number => performance.now()) {}

  /**
   * The result of `work`. Within `PAUSE_MS` after it was given up, or at any time after it was
   * cancelled, its error is thrown again without a call.
   * @param key of equal work
   * @throws the error of `work`
   */
  async after<T>(key: string, work: () => Promise<T>): Promise<T> {
    const failure = this.failures.get(key);
    if (failure && (failure.error instanceof Cancelled || this.now() - failure.at < PAUSE_MS)) {
      const { code, message, cause } = failure.error;
      throw new VisionError(code, message, { cause });
    }
    this.failures.delete(key);
    try {
      return await work();
    } catch (error) {
      if (error instanceof GaveUp) this.failures.set(key, { at: this.now(), error });
      throw error;
    }
  }

  end(): void {
    this.failures.clear();
  }
}
