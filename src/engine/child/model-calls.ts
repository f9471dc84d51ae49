import type { CallContext } from '../../calls/api';
import { VisionError } from '../../errors';
import type { Hub, ModelFiles } from '../../hub/hub';
import { type ResolvedModel, resolveModel } from '../../model-files/model-reference';
import type { ModelRequest, ModelTask } from '../../model-files/model-request';
import { NotFiniteError } from '../../tensor/finite';
import type { LoadedModel } from '../protocol';
import { type Backend, type BackendCall, GraphChanged, sharedWork } from './backend';
import { CallTimes } from './call-times';
import type { ModelCache } from './model-cache';
import { type ModelOf, openers } from './models';
import type { Queue } from './queue';

/**
 * The way of every call that needs a model: resolve the request, fetch the files unless the model is open, take a slot of
 * the queue, open the model unless it is open, work.
 */
export class ModelCalls {
  constructor(
    private readonly backend: Backend,
    private readonly hub: Hub,
    private readonly models: ModelCache,
    private readonly queue: Queue,
  ) {}

  async run<T extends ModelTask, R>(
    task: T,
    request: ModelRequest,
    context: CallContext,
    work: (model: ModelOf[T], call: BackendCall) => Promise<R>,
  ): Promise<R> {
    const model = resolveModel(task, request);
    // Before the queue: a download takes no slot from calls whose models are cached.
    const files = this.models.has(model) ? undefined : await this.fetch(model, context);
    const onTurn = (): void => context.onTurn(this.backend.canAbortRun);
    return this.queue.run({ signal: context.signal, onTurn }, (waitedMs) => {
      const call: BackendCall = { times: new CallTimes(), signal: context.signal, onTurn, onWait: context.onWait };
      call.times.add('queue', waitedMs);
      const open = async (): Promise<ModelOf[T]> => {
        const onTurn = (): void => context.onTurn(this.backend.canAbortRun, true);
        const opening = { ...sharedWork(call), onTurn };
        // An open model may have been closed while the call waited.
        const present = files ?? (await this.fetch(model, { ...context, signal: opening.signal }));
        return openers[task](this.backend, model, present, opening);
      };
      const use = (mayReopen: boolean): Promise<R> =>
        this.models.use(model, open, call.times, async (opened) => {
          try {
            return await work(opened, call);
          } catch (error) {
            if (error instanceof GraphChanged && mayReopen) await this.models.reopen(opened.loaded);
            throw error instanceof NotFiniteError ? notFinite(error, opened.loaded) : error;
          }
        });
      return use(true).catch((error: unknown) => {
        if (error instanceof GraphChanged) return use(false);
        throw error;
      });
    });
  }

  /** Ends the downloads of a model, named as its user wrote it. Returns whether one was running. */
  cancelDownload(model: string): boolean {
    return this.hub.cancel(model);
  }

  private async fetch(model: ResolvedModel, { signal, onProgress }: CallContext): Promise<ModelFiles> {
    const dtypes = await this.backend.preferredDtypes(model.dtype);
    return this.hub.fetch(model, { dtypes, signal, onProgress });
  }
}

/** NaN compares as false: without an error the image would pass as one in which nothing was found. */
function notFinite(cause: NotFiniteError, { model, dtype, device }: LoadedModel): VisionError {
  const advice =
    device === 'cpu' && dtype === 'fp32'
      ? 'The model file may be damaged. Use another export of this model'
      : 'Use the precision fp32, or the device cpu';
  return new VisionError(
    'MODEL_UNSUPPORTED',
    `Output ${cause.output} is not finite: ${model} (${dtype} on ${device}) computed NaN or infinity. ${advice}`,
    { cause },
  );
}
