import { VisionError } from '../../errors';

/** The time limit of a call. It starts again whenever the call makes progress. */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private hasTurn = false;

  /**
   * @param timeoutMs 0 = no limit
   * @param onExpired called after `signal` was aborted
   */
  constructor(
    private readonly timeoutMs: number,
    private readonly onExpired: () => void,
  ) {
    this.arm();
  }

  /** Aborted with `ENGINE_TIMEOUT` when the time is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The call has its turn: from now on it runs, and no longer waits. */
  onTurn(): void {
    this.hasTurn = true;
    this.restart();
  }

  restart(): void {
    this.clear();
    this.arm();
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private arm(): void {
    if (this.timeoutMs > 0) this.timer = setTimeout(() => this.expire(), this.timeoutMs);
  }

  private expire(): void {
    const seconds = this.timeoutMs / 1000;
    const what = this.hasTurn
      ? `The model gave no result within ${seconds} s`
      : `The call waited ${seconds} s for its turn`;
    this.controller.abort(
      new VisionError('ENGINE_TIMEOUT', `${what}. A longer time limit can be set on the vision-engine`),
    );
    this.onExpired();
  }
}
