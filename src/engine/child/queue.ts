import type { CallContext } from '../../calls/api';

/**
 * Lets a few calls work at a time, in the order they came: while one picture is in the model, the next is decoded.
 * More at once would only hold more pictures in memory.
 */
export class Queue {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.running + this.waiting.length;
  }

  /**
   * @param work gets the milliseconds that the call waited
   * @throws the signal's reason, without work, where the caller gave up while the call waited
   */
  async run<R>(
    { signal, onTurn }: Pick<CallContext, 'signal' | 'onTurn'>,
    work: (waitedMs: number) => Promise<R>,
  ): Promise<R> {
    const arrived = performance.now();
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      signal.throwIfAborted();
      onTurn(false);
      return await work(performance.now() - arrived);
    } finally {
      // The place goes straight to the next call: `running` stays.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
