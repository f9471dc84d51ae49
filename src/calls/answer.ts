import { messageOf, VisionError } from '../errors';
import type { Port, Wire, WireError } from './wire';

export interface CallContext {
  /** Aborted when the caller gave up. */
  readonly signal: AbortSignal;
  /** Tells the caller that the call left the queue. */
  readonly started: () => void;
  /** Tells the caller how far the work is. */
  readonly progress: (progress: unknown) => void;
}

/** Marks buffers of an answer to be moved instead of copied. */
export class Transferred {
  constructor(
    readonly value: unknown,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

export type Handlers = Readonly<Record<string, (params: never, context: CallContext) => Promise<unknown>>>;

/** The answering end of a boundary: runs the handler that a call names and sends back what it gives or throws. */
export function answerCalls(port: Port, handlers: Handlers): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const context: CallContext = {
      signal: controller.signal,
      started: () => port.post({ kind: 'started', id }),
      progress: (progress) => port.post({ kind: 'progress', id, progress }),
    };
    try {
      const handler = handlers[method];
      if (!handler) throw new Error(`No handler for ${method}`);
      const result = await handler(params as never, context);
      if (result instanceof Transferred) port.post({ kind: 'result', id, value: result.value }, result.buffers);
      else port.post({ kind: 'result', id, value: result });
    } catch (error) {
      port.post({ kind: 'failure', id, error: wireError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.listen((message: Wire) => {
    if (message.kind === 'call') void answer(message.id, message.method, message.params);
    if (message.kind === 'cancel') running.get(message.id)?.abort();
  });
}

function wireError(error: unknown): WireError {
  return {
    message: messageOf(error),
    ...(error instanceof VisionError ? { code: error.code } : {}),
    ...(error instanceof Error && error.stack ? { stack: error.stack } : {}),
  };
}
