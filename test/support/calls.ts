import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { answerCalls } from '../../src/calls/answer';
import type { CallContext, Handlers, Transferred } from '../../src/calls/api';
import { Caller } from '../../src/calls/caller';
import { threadPort } from '../../src/calls/ports';

/** A promise that resolves when the test calls `open`. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

let ports: MessagePort[] = [];
/** To be called after each test: an open port keeps the process alive. */
export function closeCalls(): void {
  for (const port of ports) port.close();
  ports = [];
}

type Answering = Readonly<Record<string, (params: never, context: CallContext) => Promise<unknown>>>;
/** The `Api` that the handlers of a test answer. */
type ApiOf<H extends Answering> = {
  readonly [Method in keyof H]: (params: Parameters<H[Method]>[0]) => Untransferred<Awaited<ReturnType<H[Method]>>>;
};
type Untransferred<Result> = Result extends Transferred<infer Value> ? Value : Result;

/** Both ends of a boundary that copies as a thread boundary does. */
export function callerOf<H extends Answering>(handlers: H, onInFlight?: (count: number) => void): Caller<ApiOf<H>> {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  answerCalls<ApiOf<H>>(threadPort(port2), handlers as unknown as Handlers<ApiOf<H>>);
  return new Caller<ApiOf<H>>(threadPort(port1), onInFlight);
}
