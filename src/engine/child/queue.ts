import type { BackendCall } from './backend';

/** Lets `limit` calls work at a time, in the order of their arrival. */
export class Queue {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.running + this.waiting.length;
  }

  /**
   * @param work gets the milliseconds that the call waited
   * @throws the signal's reason, without calling `work`, if the caller gave up while the call waited
   */
  async run<R>(
    { signal, onTurn }: Pick<BackendCall, 'signal' | 'onTurn'>,
    work: (waitedMs: number) => Promise<R>,
  ): Promise<R> {
    const arrived = performance.now();
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      signal.throwIfAborted();
      onTurn();
      return await work(performance.now() - arrived);
    } finally {
      // The slot goes straight to the next call, so `running` stays as it is.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
