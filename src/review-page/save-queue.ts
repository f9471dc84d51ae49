import type { Step } from './step';

/**
 * Why a step was not stored. `offline`: the server did not respond, and the step may be stored or not. `passing`: the server
 * could not store it now. `refused`: it will not store it.
 */
export type Failure = 'offline' | 'passing' | 'refused';

export type SaveState =
  | { readonly state: 'saved' }
  | { readonly state: 'saving'; readonly waiting: number }
  | { readonly state: 'failed'; readonly waiting: number; readonly reason: string; readonly failure: Failure };

/**
 * Sends steps one at a time, in sequence. After a failure, all steps wait for {@link SaveQueue.retry}: none is lost or sent
 * before an earlier one.
 */
export class SaveQueue {
  private readonly steps: Step[] = [];
  private isSending = false;
  private reason: string | undefined;
  private failure: Failure = 'refused';

  /**
   * @param send resolves when the server has stored the step
   * @param failureOf what an error of `send` means
   * @param changed called with each new state
   */
  constructor(
    private readonly send: (step: Step, isRetry: boolean) => Promise<void>,
    private readonly failureOf: (error: unknown) => Failure,
    private readonly changed: (state: SaveState) => void,
  ) {}

  add(step: Step): void {
    this.steps.push(step);
    if (this.reason === undefined) void this.sendAll(false);
    else this.report();
  }

  retry(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    void this.sendAll(true);
  }

  /** Gives up the step that failed, and sends the next ones. */
  drop(): Step | undefined {
    if (this.reason === undefined) return undefined;
    const dropped = this.steps.shift();
    this.retry();
    return dropped;
  }

  /** The steps of an image that are not stored yet. */
  waitingFor(hash: string): readonly Step[] {
    return this.steps.filter((step) => step.hash === hash);
  }

  get isEmpty(): boolean {
    return this.steps.length === 0;
  }

  private async sendAll(isRetry: boolean): Promise<void> {
    if (this.isSending) return this.report();
    this.isSending = true;
    let retried = isRetry;
    for (let step = this.steps[0]; step !== undefined; step = this.steps[0]) {
      this.report();
      try {
        await this.send(step, retried);
        this.steps.shift();
        retried = false;
      } catch (error) {
        this.reason = error instanceof Error ? error.message : String(error);
        this.failure = this.failureOf(error);
        break;
      }
    }
    this.isSending = false;
    this.report();
  }

  private report(): void {
    const waiting = this.steps.length;
    if (this.reason !== undefined)
      this.changed({ state: 'failed', waiting, reason: this.reason, failure: this.failure });
    else this.changed(waiting === 0 ? { state: 'saved' } : { state: 'saving', waiting });
  }
}
