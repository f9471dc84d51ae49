import { messageOf } from '../errors';
import { resolveModel } from '../model-files/model-reference';
import type { ModelRequest, ModelTask } from '../model-files/model-request';
import { serverNames } from '../model-files/server-names';
import { isFused } from '../models/sam/decoder-signatures/fused';
import { ServerClient } from './child/remote/server-client';
import { notAServer } from './child/remote/server-errors';
import { hostOf, type ServerModel, type ServerSettings, serverSettings } from './server-settings';

/** How an inference server answered. */
export interface ServerCheck {
  /** As in the settings. */
  readonly address: string;
  /** The server, as it describes itself. Absent if it did not answer. */
  readonly name?: string;
  readonly version?: string;
  /** Milliseconds from the first request to its response. */
  readonly ms?: number;
  /** Why the server cannot be used, and what to do. */
  readonly message?: string;
  /** Empty if the server did not answer. */
  readonly models: readonly ServerModelCheck[];
}

/** Whether a server has a model. */
export interface ServerModelCheck {
  /** On the server, with `:version` if the settings name one. */
  readonly name: string;
  readonly isReady: boolean;
  /** Why the model is not ready, and what to do. */
  readonly message?: string;
}

/** A model of a node or command. */
export interface UsedModel extends Pick<ModelRequest, 'model' | 'baseFolder'> {
  readonly task: ModelTask;
}

/** Limit for all requests to all servers. */
const CHECK_MS = 10_000;
const SILENCE_MS = 5_000;

/**
 * Asks each server by itself for its name, and whether it has loaded the models of `used` and those that the settings name.
 * Nothing is run or loaded. A server that does not answer is a result, not an error.
 * @param limitMs replaced by tests
 * @throws VisionError `INVALID_INPUT` for a setting, `MODEL_NOT_FOUND` for a model folder that does not exist
 */
export async function checkServers(
  given: Partial<ServerSettings>,
  used: readonly UsedModel[] = [],
  limitMs = CHECK_MS,
): Promise<readonly ServerCheck[]> {
  const settings = serverSettings({ ...given, retries: 0, load: false });
  const names = [...used.map((model) => namesOf(settings, model)), { models: Object.values(settings.models) }];
  return Promise.all(settings.addresses.map((address) => checkServer(settings, address, names, limitMs)));
}

async function checkServer(
  settings: ServerSettings,
  address: string,
  names: readonly Names[],
  limitMs: number,
): Promise<ServerCheck> {
  const client = new ServerClient({ ...settings, addresses: [address] }, Math.min(SILENCE_MS, limitMs));
  const signal = AbortSignal.timeout(limitMs);
  const reasonOf = (error: unknown): string =>
    signal.aborted
      ? `No complete response within ${limitMs / 1000} s from the inference server at ${hostOf(address)}. Check whether it is overloaded or still loads models`
      : messageOf(error);
  const checkModel = async (model: ServerModel): Promise<ServerModelCheck> => {
    const name = nameOf(model);
    try {
      await client.checkReady(model, signal);
      return { name, isReady: true };
    } catch (error) {
      return { name, isReady: false, message: reasonOf(error) };
    }
  };
  try {
    const start = performance.now();
    const description = await client.describe(signal);
    const ms = Math.round(performance.now() - start);
    if (description.name === '') throw notAServer(hostOf(address));
    const models = await modelsOn(client, names, signal);
    return { address, ...description, ms, models: await Promise.all(models.map(checkModel)) };
  } catch (error) {
    return { address, message: reasonOf(error), models: [] };
  } finally {
    await client.close();
  }
}

/** The names of a model on servers: of a segmenter that may be one graph there, `fused` is tried first. */
interface Names {
  readonly models: readonly ServerModel[];
  readonly fused?: ServerModel;
}

/** As `RemoteBackend` chooses them. */
function namesOf({ models: named }: ServerSettings, { task, ...request }: UsedModel): Names {
  const names = serverNames(resolveModel(task, { ...request, dtype: 'auto' }));
  const [whole, encoder, decoder] = names.map((name) => ({ name }));
  if (task === 'detector') return { models: [named.detector ?? whole!] };
  if (named.segmenter) return { models: [named.segmenter] };
  const parts = [named.encoder ?? encoder!, named.decoder ?? decoder!];
  return named.encoder || named.decoder ? { models: parts } : { models: parts, fused: whole! };
}

async function modelsOn(client: ServerClient, names: readonly Names[], signal: AbortSignal): Promise<ServerModel[]> {
  const found = await Promise.all(
    names.map(async ({ models, fused }) => {
      const graph = fused && (await client.graph(fused, signal).catch(() => undefined));
      return fused && graph && isFused(graph.inputs.map(({ name }) => name)) ? [fused] : models;
    }),
  );
  return [...new Map(found.flat().map((model) => [nameOf(model), model])).values()];
}

const nameOf = ({ name, version }: ServerModel): string => (version === undefined ? name : `${name}:${version}`);

/** Whether an address and all models on it can be used. */
export const isUsable = ({ message, models }: ServerCheck): boolean =>
  message === undefined && models.every(({ isReady }) => isReady);
