import { type ErrorCode, errorCodes, VisionError } from '../errors';
import type { MethodOf, ParamsOf, ResultOf } from './api';
import type { Port, Wire, WireError } from './wire';

export interface CallOptions {
  /** Rejects the call with the signal's reason. The other end drops work that has not begun. */
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly ArrayBuffer[];
  /** The call has its turn at the other end: see `CallContext.onTurn`. */
  readonly onTurn?: (canAbort: boolean, isPreparation: boolean) => void;
  /** The call waits for other calls: see `CallContext.onWait`. */
  readonly onWait?: () => void;
  /** The other end reports how far the work is. */
  readonly onProgress?: (progress: unknown) => void;
}

interface Pending extends Pick<CallOptions, 'onTurn' | 'onWait' | 'onProgress'> {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** The calling end of a boundary. Every call ends exactly once: by its result, its failure, its signal or `failAll`. */
export class Caller<Api> {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  /** @param onInFlight called whenever the number of calls in flight changes */
  constructor(
    private readonly port: Port,
    private readonly onInFlight: (count: number) => void = () => {},
  ) {
    port.listen((message) => this.receive(message));
  }

  async call<Method extends MethodOf<Api>>(
    method: Method,
    params: ParamsOf<Api, Method>,
    { signal, transfer, ...listeners }: CallOptions = {},
  ): Promise<ResultOf<Api, Method>> {
    signal?.throwIfAborted();
    const id = ++this.lastId;
    const result = new Promise<unknown>((resolve, reject) => this.pending.set(id, { resolve, reject, ...listeners }));
    const cancel = (): void => {
      this.pending.get(id)?.reject(signal?.reason);
      this.port.post({ kind: 'cancel', id });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    this.onInFlight(this.pending.size);
    try {
      this.port.post({ kind: 'call', id, method, params }, transfer);
      return (await result) as ResultOf<Api, Method>;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.pending.delete(id);
      this.onInFlight(this.pending.size);
    }
  }

  /** Ends every call in flight with `error`: the other end is gone. */
  failAll(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
  }

  private receive(message: Wire): void {
    // The results of cancelled calls still arrive, and find no pending call.
    const pending = this.pending.get(message.id);
    if (message.kind === 'turn') pending?.onTurn?.(message.canAbort, message.isPreparation);
    if (message.kind === 'wait') pending?.onWait?.();
    if (message.kind === 'progress') pending?.onProgress?.(message.progress);
    if (message.kind === 'result') pending?.resolve(message.value);
    if (message.kind === 'failure') pending?.reject(errorFrom(message.error));
  }
}

function errorFrom({ code, reason, message, stack }: WireError): Error {
  const known = errorCodes.find((candidate): candidate is ErrorCode => candidate === code);
  const error = known ? new VisionError(known, message, { reason }) : new Error(message);
  // The other end's stack shows where the error occurred. The stack made here would only show this function.
  if (stack !== undefined) error.stack = stack;
  return error;
}
