import { messageOf, VisionError } from '../errors';
import { type CallContext, type Handlers, type MethodOf, type ParamsOf, Transferred } from './api';
import type { Port, Wire, WireError } from './wire';

/** The answering end of a boundary: runs the handler that a call names, and sends back its result or its error. */
export function answerCalls<Api>(port: Port, handlers: Handlers<Api>): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: MethodOf<Api>, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const context: CallContext = {
      signal: controller.signal,
      onTurn: (canAbort, isPreparation = false) => port.post({ kind: 'turn', id, canAbort, isPreparation }),
      onWait: () => port.post({ kind: 'wait', id }),
      onProgress: (progress) => port.post({ kind: 'progress', id, progress }),
    };
    try {
      const handler = handlers[method];
      if (!handler) throw new Error(`No handler for ${method}`);
      const result = await handler(params as ParamsOf<Api, MethodOf<Api>>, context);
      if (result instanceof Transferred) port.post({ kind: 'result', id, value: result.value }, result.buffers);
      else port.post({ kind: 'result', id, value: result });
    } catch (error) {
      port.post({ kind: 'failure', id, error: wireError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.listen((message: Wire) => {
    if (message.kind === 'call') void answer(message.id, message.method as MethodOf<Api>, message.params);
    if (message.kind === 'cancel') running.get(message.id)?.abort();
  });
}

function wireError(error: unknown): WireError {
  return {
    message: messageOf(error),
    ...(error instanceof VisionError ? { code: error.code, reason: error.reason } : {}),
    ...(error instanceof Error && error.stack ? { stack: error.stack } : {}),
  };
}
