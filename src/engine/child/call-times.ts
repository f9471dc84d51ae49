import type { LoadedModel, ProcessTimes, Traffic } from '../protocol';

/** The times of two pieces of work of one call. */
export const addTimes = (a: ProcessTimes, b: ProcessTimes): ProcessTimes => ({
  queue: a.queue + b.queue,
  decode: a.decode + b.decode,
  load: a.load + b.load,
  inference: a.inference + b.inference,
});

/** The bytes of two pieces of work of one call. */
export const addTraffic = (a: Traffic, b: Traffic): Traffic => ({
  bytesSent: a.bytesSent + b.bytesSent,
  bytesReceived: a.bytesReceived + b.bytesReceived,
});

/** The traffic of a call, for its result: absent if its model runs in this process. */
export const trafficOf = ({ device }: LoadedModel, traffic: Traffic): { readonly traffic?: Traffic } =>
  device === 'server' ? { traffic } : {};

/** The times of one call, in milliseconds, and its bytes, added up where they are measured. */
export class CallTimes {
  readonly ms: ProcessTimes = { queue: 0, decode: 0, load: 0, inference: 0 };
  traffic: Traffic = { bytesSent: 0, bytesReceived: 0 };

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
