import { VisionError } from '../errors';

/** How the time limit of a call works. */
export interface DeadlineRules {
  /** Milliseconds; 0 = no limit. */
  readonly timeoutMs: number;
  /** The beginning of the error of a call that has its turn: `The model gave no result`. */
  readonly problem: string;
  /** The last sentence of each error: `A longer time limit can be set on the vision-engine`. */
  readonly remedy: string;
  /** Whether a call whose time is over may wait longer for its turn. */
  readonly mayWait: () => boolean;
  /** Called after `signal` was aborted. */
  readonly onExpired: () => void;
}

/** The time limit of a call. It starts again whenever the call makes progress. */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private hasTurn = false;

  constructor(private readonly rules: DeadlineRules) {
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
    if (this.rules.timeoutMs > 0) this.timer = setTimeout(() => this.expire(), this.rules.timeoutMs);
  }

  private expire(): void {
    const { timeoutMs, problem, remedy, mayWait, onExpired } = this.rules;
    if (!this.hasTurn && mayWait()) {
      this.arm();
      return;
    }
    const seconds = timeoutMs / 1000;
    const what = this.hasTurn ? `${problem} within ${seconds} s` : `The call waited ${seconds} s for its turn`;
    this.controller.abort(new VisionError('ENGINE_TIMEOUT', `${what}. ${remedy}`));
    onExpired();
  }
}
