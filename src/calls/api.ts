/**
 * An `Api` is an interface whose methods one end of a process or thread boundary answers: one value of parameters in, one
 * result out. Both ends are typed by it: `Caller<Api>` and `answerCalls<Api>`.
 */
export type MethodOf<Api> = keyof Api & string;
export type ParamsOf<Api, Method extends keyof Api> = Api[Method] extends (params: infer Params) => unknown
  ? Params
  : never;
export type ResultOf<Api, Method extends keyof Api> = Api[Method] extends (params: never) => infer Result
  ? Result
  : never;

/** What a handler knows of the call that it answers. */
export interface CallContext {
  /** Aborted when the caller gave up. */
  readonly signal: AbortSignal;
  /**
   * Reports that the call has its turn: it left a queue, or one of its runs begins. May be called several times.
   * @param canAbort whether the work that begins now ends when the call is cancelled
   * @param isPreparation whether the work is for all calls, such as opening a model. It does not count for the time limit
   */
  readonly onTurn: (canAbort: boolean, isPreparation?: boolean) => void;
  /** Reports that the call waits for the work of other calls, until its next turn. */
  readonly onWait: () => void;
  /** Reports how far the work is. */
  readonly onProgress: (progress: unknown) => void;
}

/** Marks the buffers of a result to be moved instead of copied. */
export class Transferred<Result> {
  constructor(
    readonly value: Result,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

/** One handler for each method of an `Api`. */
export type Handlers<Api> = {
  readonly [Method in keyof Api]: (
    params: ParamsOf<Api, Method>,
    context: CallContext,
  ) => Promise<ResultOf<Api, Method> | Transferred<ResultOf<Api, Method>>>;
};
