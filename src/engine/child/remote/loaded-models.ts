import { VisionError } from '../../../errors';
import { sentenceIn } from './server-errors';
import type { Received, Sent } from './server-requests';

/** Sends a request to an address of the settings. */
type Send = (template: string, request: Sent) => Promise<Received>;

/** Limit for loading a model: a compiler may optimise it first. */
const LOAD_MS = 10 * 60_000;
const UNLOAD_MS = 5000;

/**
 * Loads models on servers, and unloads those that it loaded:
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md
 */
export class LoadedModels {
  private readonly loading = new Map<string, Promise<boolean>>();
  /** Address and name of each model, by both. */
  private readonly loaded = new Map<string, readonly [template: string, model: string]>();

  constructor(private readonly send: Send) {}

  /**
   * @param template an address of the settings
   * @returns whether the model is loaded now. False if the server cannot load models on request
   * @throws VisionError `MODEL_NOT_FOUND` if the server cannot load this one, the errors of a request, or the signal's reason
   */
  async load(template: string, model: string, signal: AbortSignal): Promise<boolean> {
    const key = JSON.stringify([template, model]);
    const loading = this.loading.get(key) ?? this.loadOnce(template, model).finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    // Other calls wait for the same load, so it does not end with this call.
    const isLoaded = await Promise.race([loading, rejected(signal)]);
    if (isLoaded) this.loaded.set(key, [template, model]);
    return isLoaded;
  }

  /** A model that cannot be unloaded stays. */
  async unloadAll(): Promise<void> {
    const loaded = [...this.loaded.values()];
    this.loaded.clear();
    const signal = AbortSignal.timeout(UNLOAD_MS);
    await Promise.allSettled(loaded.map(([template, model]) => this.send(template, order(model, 'unload', signal))));
  }

  private async loadOnce(template: string, model: string): Promise<boolean> {
    const signal = AbortSignal.timeout(LOAD_MS);
    const { body } = await this.send(template, { method: 'GET', path: 'v2', model, signal });
    if (!/"model_repository/.test(body.toString('utf8'))) return false;
    const { status, host, body: answer } = await this.send(template, order(model, 'load', signal));
    if (status === 200) return true;
    const sentence = sentenceIn(answer.toString('utf8'));
    throw new VisionError(
      'MODEL_NOT_FOUND',
      `Cannot load the model "${model}" (${status}) on the inference server at ${host}${sentence && `: ${sentence}`}`,
    );
  }
}

function order(model: string, verb: 'load' | 'unload', signal: AbortSignal): Sent {
  const path = `v2/repository/models/${encodeURIComponent(model)}/${verb}`;
  const headers = { 'content-type': 'application/json', 'content-length': '2' };
  return { ...{ method: 'POST', path, model, headers, parts: [Buffer.from('{}')], isSlow: true }, signal } as const;
}

const rejected = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
