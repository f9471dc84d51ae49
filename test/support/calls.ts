import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { answerCalls, type Handlers } from '../../src/calls/answer';
import { Caller } from '../../src/calls/caller';
import { threadPort } from '../../src/calls/ports';

/** Ends when it is told to. */
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

/** Both ends of a boundary that copies as a thread boundary does. */
export function callerOf(handlers: Handlers, onInFlight?: (count: number) => void): Caller {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  answerCalls(threadPort(port2), handlers);
  return new Caller(threadPort(port1), onInFlight);
}
