import type { NodeAPI } from 'node-red';
import { lastErrors, type NodeActivity, nodeActivities, type ReportedError } from '../nodes/shared/activity';
import { visionEngine } from '../nodes/shared/engine-source';
import { anyTextOption, choiceOption, integerOption, readOptions } from '../nodes/shared/options';
import {
  type DeviceCheck,
  formatBytes,
  invalidInput,
  type LoadedModel,
  type ModelList,
  type ModelTask,
  messageOf,
  modelInventory,
  type OpenEngine,
  openEngines,
  type ProcessStatus,
  percentOf,
  type RequestedDevice,
  type RunningDownload,
  removeModel,
  VisionError,
} from '../src';
import { refuseForms, respond } from './respond';

/** An engine in use. */
export interface EngineRow {
  /** Of the vision-engine; empty for the default engine. */
  readonly id: string;
  /** The device that its settings request. */
  readonly device: RequestedDevice;
  /** Its inference process, with the comparison of each model with the processor. Absent while none runs. */
  readonly process?: Omit<ProcessStatus, 'models'> & {
    readonly models: readonly (LoadedModel & { readonly check?: DeviceCheck })[];
  };
  /** Why the process does not answer. */
  readonly problem?: string;
}

/** A model on disk. */
export interface CachedModelRow {
  readonly model: string;
  /** Precisions that are complete. */
  readonly dtypes: readonly string[];
  /** Of all its files: `31 MB`. */
  readonly size: string;
}

/** A download for which messages wait. */
export interface MessageDownload {
  /** Of the vision-engine; empty for the default engine. */
  readonly engine: string;
  readonly model: string;
  readonly state: 'downloading';
  readonly percent: number;
  /** Absent before the list of files has arrived. */
  readonly size?: string;
}

/** The response of `grounded-sam/activity`. */
export interface ActivityResponse {
  readonly engines: readonly EngineRow[];
  readonly nodes: readonly NodeActivity[];
  readonly errors: readonly ReportedError[];
  readonly downloads: readonly (RunningDownload | MessageDownload)[];
}

/** The fields of all requests. Each uses some of them. */
const fields = {
  engine: anyTextOption(''),
  task: choiceOption<ModelTask>('detector', ['detector', 'segmenter']),
  model: anyTextOption(''),
  dtype: anyTextOption(''),
  download: integerOption(0, 0, Number.MAX_SAFE_INTEGER),
} as const;

/** A process that runs a model does not answer for this time, if its main thread is busy. */
const ANSWER_MS = 2000;

/**
 * Serves the sidebar. `GET grounded-sam/activity` responds with what engines, nodes and downloads do, `GET
 * grounded-sam/cached-models` with the models on disk. `POST grounded-sam/engines/restart`, `.../models/reopen`,
 * `.../models/remove` and `.../downloads/cancel` change something, and respond with `{}`.
 */
export function serveActivity(RED: NodeAPI, models: ModelList): void {
  const may = (permission: string) => RED.auth.needsPermission(`grounded-sam.${permission}`);

  const settingsOf = (id: string) => visionEngine(RED, id)?.readSettings() ?? {};

  const post = (path: string, work: (given: ReturnType<typeof read>) => Promise<void>): void =>
    void RED.httpAdmin.post(`/grounded-sam/${path}`, may('write'), (request, response) =>
      respond(response, 202, async () => {
        refuseForms(request);
        await work(read(request.body as object));
        return {};
      }),
    );
  const read = (given: object) => readOptions(fields, given);

  RED.httpAdmin.get('/grounded-sam/activity', may('read'), (_request, response) => {
    response.set('Cache-Control', 'no-store');
    respond(
      response,
      200,
      async (): Promise<ActivityResponse> => ({
        engines: await Promise.all(openEngines().map(engineRow)),
        nodes: nodeActivities(),
        errors: lastErrors(),
        downloads: [...models.downloads(), ...openEngines().flatMap(messageDownloads)],
      }),
    );
  });

  RED.httpAdmin.get('/grounded-sam/cached-models', may('read'), (request, response) =>
    respond(response, 200, async (): Promise<{ readonly models: readonly CachedModelRow[] }> => {
      const inventory = await modelInventory(settingsOf(read(request.query).engine));
      const cached = inventory.filter(({ cachedBytes }) => cachedBytes > 0);
      return {
        models: cached.map(({ id, cachedDtypes, cachedBytes }) => ({
          ...{ model: id, dtypes: cachedDtypes, size: formatBytes(cachedBytes) },
        })),
      };
    }),
  );

  post('engines/restart', ({ engine }) => openOne(engine).restart());

  post('models/reopen', async ({ engine, task, model, dtype }) => {
    const wasOpen = await openOne(engine).reopen({ task, model, dtype });
    if (!wasOpen) throw new VisionError('INVALID_INPUT', `The model is not open: ${model}`);
  });

  post('models/remove', async ({ engine, model }) => {
    if (model === '') throw invalidInput('model', 'the name of a model', model);
    await removeModel(model, settingsOf(engine));
  });

  post('downloads/cancel', async ({ download, engine, model }) => {
    if (model === '') return models.cancel(download);
    await openOne(engine).cancelDownload(model);
  });
}

/** @throws VisionError `INVALID_INPUT` */
function openOne(name: string): OpenEngine {
  const engine = openEngines().find((one) => one.name === name);
  if (engine) return engine;
  throw new VisionError('INVALID_INPUT', 'The engine is not in use: no deployed node has it');
}

const messageDownloads = ({ name, downloads }: OpenEngine): MessageDownload[] =>
  downloads.map((progress) => ({
    ...{ engine: name, model: progress.model, state: 'downloading', percent: percentOf(progress) },
    ...(progress.totalBytes > 0 && { size: formatBytes(progress.totalBytes) }),
  }));

async function engineRow(engine: OpenEngine): Promise<EngineRow> {
  const { name, device } = engine;
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const [status, checks] = await Promise.all([engine.status(signal), engine.deviceChecks(signal)]);
    if (!status) return { id: name, device };
    const models = status.models.map((model) => {
      const check = checks.find((one) => isOf(one, model));
      return { ...model, ...(check && { check }) };
    });
    return { id: name, device, process: { ...status, models } };
  } catch (error) {
    return { id: name, device, problem: signal.aborted ? 'no answer' : messageOf(error) };
  }
}

const isOf = (check: DeviceCheck, model: LoadedModel): boolean =>
  check.model === model.model &&
  check.task === model.task &&
  check.dtype === model.dtype &&
  check.device === model.device;
