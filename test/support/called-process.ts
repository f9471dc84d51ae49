// A process whose calls wait, or keep its main thread busy. One call runs at a time.
import { setTimeout as delay } from 'node:timers/promises';
import { answerCalls } from '../../src/calls/answer';
import { processPort } from '../../src/calls/ports';
import { openTurns } from '../../src/calls/turns';
import { endWithParent } from '../../src/process/end-with-parent';

export interface CalledApi {
  /** @returns the milliseconds that it waited */
  wait(ms: number): number;
  /** Waits, and reports progress every 100 ms. */
  waitAndReport(ms: number): void;
  /** Does these steps one after the other, until the call is cancelled. */
  steps(steps: readonly Step[]): void;
  /** @returns the number of calls of `rest` */
  rests(params: undefined): number;
  rest(params: undefined): void;
}

export interface Step {
  readonly kind: 'run' | 'prepare' | 'wait';
  readonly ms: number;
}

endWithParent();

const inTurn = openTurns();
let rests = 0;

answerCalls<CalledApi>(processPort(process), {
  wait: (ms, { onTurn }) =>
    inTurn(async () => {
      onTurn(false);
      await delay(ms);
      return ms;
    }),

  waitAndReport: (ms, { onTurn, onProgress }) =>
    inTurn(async () => {
      onTurn(false);
      for (let at = 0; at < ms; at += 100) {
        await delay(100);
        onProgress(undefined);
      }
    }),

  async steps(steps, { signal, onTurn, onWait }) {
    for (const { kind, ms } of steps) {
      signal.throwIfAborted();
      if (kind === 'wait') onWait();
      else onTurn(false, kind === 'prepare');
      await delay(ms);
    }
  },

  rests: async () => rests,

  rest: async () => {
    await delay(200);
    rests++;
  },
});
