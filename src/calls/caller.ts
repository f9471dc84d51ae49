import { type ErrorCode, errorCodes, VisionError } from '../errors';
import type { Port, Wire, WireError } from './wire';

export interface CallOptions {
  /** Rejects the call with the signal's reason; the other end drops the work where it has not begun. */
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly ArrayBuffer[];
  /** The other end began to work on the call: it left the queue. */
  readonly onStarted?: () => void;
  /** The other end says how far the work is. */
  readonly onProgress?: (progress: unknown) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly onStarted: (() => void) | undefined;
  readonly onProgress: ((progress: unknown) => void) | undefined;
}

/** The asking end of a boundary. Every call ends exactly once: by its result, its failure, its signal or `failAll`. */
export class Caller {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(
    private readonly port: Port,
    /** Told whenever the number of calls in flight changes. */
    private readonly onInFlight: (count: number) => void = () => {},
  ) {
    port.listen((message) => this.receive(message));
  }

  async call<Result>(method: string, params: unknown, options: CallOptions = {}): Promise<Result> {
    const { signal, transfer, onStarted, onProgress } = options;
    signal?.throwIfAborted();
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) =>
      this.pending.set(id, { resolve, reject, onStarted, onProgress }),
    );
    const cancel = (): void => {
      this.pending.get(id)?.reject(signal?.reason);
      this.port.post({ kind: 'cancel', id });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    this.onInFlight(this.pending.size);
    try {
      this.port.post({ kind: 'call', id, method, params }, transfer);
      return (await answer) as Result;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.pending.delete(id);
      this.onInFlight(this.pending.size);
    }
  }

  /** Ends every call in flight: the other end is gone. */
  failAll(error: Error): void {
    for (const { reject } of this.pending.values()) reject(error);
  }

  private receive(message: Wire): void {
    // Answers to cancelled calls still arrive; nobody waits for them.
    const pending = this.pending.get(message.id);
    if (message.kind === 'started') pending?.onStarted?.();
    if (message.kind === 'progress') pending?.onProgress?.(message.progress);
    if (message.kind === 'result') pending?.resolve(message.value);
    if (message.kind === 'failure') pending?.reject(errorFrom(message.error));
  }
}

function errorFrom({ code, message, stack }: WireError): Error {
  const known = errorCodes.find((candidate): candidate is ErrorCode => candidate === code);
  const error = known ? new VisionError(known, message) : new Error(message);
  // The stack of the other end says where it went wrong; the one made here only says "a message arrived".
  if (stack !== undefined) error.stack = stack;
  return error;
}
