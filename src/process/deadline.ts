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

/**
 * The time limit of a call. All runs of the call count together. Waiting for other calls,
 * and preparation for all calls, have the same limit each time.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** When the present turn began; `undefined` while the call waits. */
  private turnStart: number | undefined;
  private isPreparation = false;
  private hasTurn = false;
  private workedMs = 0;
  private longestTurnMs = 0;

  constructor(private readonly rules: DeadlineRules) {
    this.arm(rules.timeoutMs);
  }

  /** Aborted with `ENGINE_TIMEOUT` when the time is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isWaiting(): boolean {
    return this.turnStart === undefined;
  }

  /** Whether the present turn takes much longer than those before: its end cannot be expected. */
  get isStuck(): boolean {
    return this.turnStart !== undefined && performance.now() - this.turnStart > 2 * this.longestTurnMs;
  }

  /** The call has its turn: from now on it works, and no longer waits. */
  onTurn(isPreparation: boolean): void {
    this.endTurn();
    this.hasTurn = true;
    this.turnStart = performance.now();
    this.isPreparation = isPreparation;
    this.arm(this.rules.timeoutMs - (isPreparation ? 0 : this.workedMs));
  }

  /** The call waits for others, or reports that it makes progress. */
  restart(): void {
    this.endTurn();
    this.arm(this.rules.timeoutMs);
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private endTurn(): void {
    if (this.turnStart !== undefined && !this.isPreparation) {
      const ms = performance.now() - this.turnStart;
      this.workedMs += ms;
      this.longestTurnMs = Math.max(this.longestTurnMs, ms);
    }
    this.turnStart = undefined;
  }

  private arm(ms: number): void {
    this.clear();
    if (this.rules.timeoutMs > 0) this.timer = setTimeout(() => this.expire(), Math.max(ms, 0));
  }

  private expire(): void {
    const { timeoutMs, problem, remedy, mayWait, onExpired } = this.rules;
    if (!this.hasTurn && mayWait()) {
      this.arm(timeoutMs);
      return;
    }
    const seconds = timeoutMs / 1000;
    const what = this.isWaiting ? `The call waited ${seconds} s for its turn` : `${problem} within ${seconds} s`;
    this.controller.abort(new VisionError('ENGINE_TIMEOUT', `${what}. ${remedy}`));
    onExpired();
  }
}
