import type { ProcessTimes } from '../protocol';

/** The times of two pieces of work of one call. */
export const addTimes = (a: ProcessTimes, b: ProcessTimes): ProcessTimes => ({
  queue: a.queue + b.queue,
  decode: a.decode + b.decode,
  load: a.load + b.load,
  inference: a.inference + b.inference,
});

/** The times of one call, in milliseconds, added up where they are measured. */
export class CallTimes {
  readonly ms: ProcessTimes = { queue: 0, decode: 0, load: 0, inference: 0 };

  add(stage: keyof ProcessTimes, ms: number): void {
    this.ms[stage] += ms;
  }

  /** Does `work` and adds the time that it takes. */
  async measure<R>(stage: keyof ProcessTimes, work: () => Promise<R>): Promise<R> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.add(stage, performance.now() - start);
    }
  }
}
