import { randomUUID } from 'node:crypto';
import { VisionError } from '../../../errors';
import { requestedWaitMs, withRetries } from '../../../hub/download/retry';
import type { TensorInfo } from '../../../models/session';
import type { NamedTensors } from '../../../tensor/tensor';
import type { ServerState, Traffic } from '../../protocol';
import type { ServerModel, ServerSettings } from '../../server-settings';
import { Addresses } from './addresses';
import { LoadedModels } from './loaded-models';
import { explained, ModelNotLoaded } from './missing-model';
import { notAServer, refusalError, ServerFault } from './server-errors';
import { type Received, type Sent, ServerRequests } from './server-requests';
import { decodeResponse, encodeRequest, typeOf } from './wire';

/** The inputs and outputs of a model on the server. */
export interface ServerGraph {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Datatypes of the protocol, by the names of the inputs. */
  readonly datatypes: ReadonlyMap<string, string>;
}

/** Outputs of a run, and the bytes of its request and response. */
export interface ServerRun extends Traffic {
  readonly outputs: NamedTensors;
}

/** A server, as it describes itself. */
export interface ServerDescription {
  readonly name: string;
  readonly version: string;
}

/** The longest wait that a server may ask for. */
const MAX_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 200;
/** A model that the server loads is waited for until then, unless `retries` is 0. */
const LOADING_MS = 60_000;
/** Models are described at once. A server that does not do so hangs, and opening a model has no other limit. */
const DESCRIBE_MS = 30_000;

/**
 * Requests to inference servers by the Open Inference Protocol:
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * All methods throw VisionError `DEVICE_UNAVAILABLE`, `ENGINE_CRASHED`, `ENGINE_TIMEOUT`, `MODEL_NOT_FOUND`,
 * `MODEL_UNSUPPORTED`, or the signal's reason.
 */
export class ServerClient {
  private readonly requests: ServerRequests;
  private readonly addresses: Addresses;
  private readonly models: LoadedModels;

  /** @param describeMs limit for requests that run no model. Replaced by tests */
  constructor(
    private readonly settings: ServerSettings,
    describeMs = DESCRIBE_MS,
  ) {
    this.requests = new ServerRequests(settings, describeMs);
    this.addresses = new Addresses(settings.addresses);
    this.models = new LoadedModels((template, request) => this.requests.send(template, request));
  }

  get states(): readonly ServerState[] {
    return this.addresses.states;
  }

  /** What the server says of itself. */
  async describe(signal: AbortSignal): Promise<ServerDescription> {
    const { name, version } = await this.json({ method: 'GET', path: 'v2', model: '', signal });
    return { name: oneLine(name), version: oneLine(version) };
  }

  /** @throws VisionError `MODEL_NOT_FOUND` if the server has not loaded the model, and the errors of all methods */
  async checkReady(model: ServerModel, signal: AbortSignal): Promise<void> {
    const request = { method: 'GET', path: `${pathOf(model)}/ready`, ...targetOf(model), signal } as const;
    const { body, host } = await this.send(request).catch((error: unknown) => {
      // Triton refuses the question with 400.
      throw error instanceof VisionError && error.code === 'MODEL_UNSUPPORTED' ? notReady(model, error.message) : error;
    });
    if (/"ready"\s*:\s*false/.test(body.toString('utf8'))) throw notReady(model, `It is at ${host}`);
  }

  /** The inputs and outputs of a model. A dimension that the server leaves open has a symbolic name. */
  async graph(model: ServerModel, signal: AbortSignal): Promise<ServerGraph> {
    const { inputs, outputs } = await this.json({ method: 'GET', path: pathOf(model), ...targetOf(model), signal });
    const described = listOf(inputs);
    return {
      inputs: described.map(infoOf),
      outputs: listOf(outputs).map(infoOf),
      datatypes: new Map(described.map(({ name, datatype }) => [String(name), String(datatype)])),
    };
  }

  /**
   * Runs a model. `inputs` stay as they are, because a request may be sent again.
   * @param requested names of the outputs that are sent back
   */
  async run(
    model: ServerModel,
    graph: ServerGraph,
    inputs: NamedTensors,
    requested: readonly string[],
    signal: AbortSignal,
  ): Promise<ServerRun> {
    const id = randomUUID();
    const { json, tensors, bytes } = encodeRequest(id, inputs, requested, graph.datatypes);
    const { body, headers, host } = await this.send({
      ...{ method: 'POST', path: `${pathOf(model)}/infer`, ...targetOf(model), signal },
      ...{ parts: [json, ...tensors], isSlow: true },
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': `${bytes}`,
        'inference-header-content-length': `${json.length}`,
      },
    });
    try {
      const outputs = decodeResponse(body, numberIn(headers['inference-header-content-length']), id, requested);
      return { outputs, bytesSent: bytes, bytesReceived: body.length };
    } catch (error) {
      const { code, message } = error as VisionError;
      throw new VisionError(code, `${message} (model "${model.name}" at ${host})`, { cause: error });
    }
  }

  /** Unloads the models that it loaded. */
  unload(): Promise<void> {
    return this.models.unloadAll();
  }

  close(): Promise<void> {
    return this.requests.close();
  }

  private async json(request: Sent): Promise<Record<string, unknown>> {
    const { body, host } = await this.send(request);
    try {
      return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
    } catch {
      throw notAServer(host);
    }
  }

  /** Sends a request, to another address or once more after a fault that may pass. */
  private send(request: Sent): Promise<Received> {
    const tried = new Set<string>();
    const once = (template: string): Promise<Received> => {
      tried.add(template);
      return this.sendTo(template, request);
    };
    const policy = { attempts: this.settings.retries + 1, baseMs: FIRST_WAIT_MS };
    const giveUp = (_attempts: number, cause: unknown): Error =>
      cause instanceof ServerFault ? cause.final : (cause as Error);
    const loadingEnds = performance.now() + LOADING_MS;
    return withRetries(policy, request.signal, giveUp, (onProgress) =>
      this.addresses
        .use(tried, once, (error) => error instanceof ServerFault)
        .catch((error: unknown) => {
          if (!(error instanceof ServerFault)) throw error;
          if (error.isLoading && performance.now() < loadingEnds) onProgress();
          throw new ServerFault(error.final, this.addresses.hasOther(tried) ? 0 : error.retryAfterMs);
        }),
    );
  }

  private async sendTo(template: string, request: Sent, mayLoad = this.settings.load): Promise<Received> {
    const received = await this.requests.send(template, request);
    const { status, headers, body, host, isHtml } = received;
    if (status === 200 && !isHtml) return received;
    if (status === 200) throw notAServer(host);
    const requestedMs = requestedWaitMs(status, headers);
    const refused = refusalError({
      ...{ status, host, model: request.model, version: request.version, isHtml, text: body.toString('utf8') },
      sentBytes: Number(request.headers?.['content-length'] ?? 0),
      ...(requestedMs === undefined ? {} : { waitMs: Math.min(requestedMs, MAX_WAIT_MS) }),
    });
    const error = await explained(refused, received, request, (question) => this.requests.send(template, question));
    const isLoaded =
      mayLoad && error instanceof ModelNotLoaded && (await this.models.load(template, request.model, request.signal));
    if (isLoaded) return this.sendTo(template, request, false);
    throw error;
  }
}

const targetOf = ({ name, version }: ServerModel): Pick<Sent, 'model' | 'version'> => ({ model: name, version });

const notReady = ({ name }: ServerModel, reason: string): VisionError =>
  new VisionError('MODEL_NOT_FOUND', `Not ready: the model "${name}". Load it on the server. ${reason}`);

/** Of a server: it is not trusted. */
const oneLine = (text: unknown): string =>
  String(text ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 100);

const pathOf = ({ name, version }: ServerModel): string =>
  `v2/models/${encodeURIComponent(name)}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}`;

function numberIn(header: string | string[] | undefined): number | undefined {
  return header === undefined ? undefined : Number(header);
}

/** An input or output as the metadata of a server describes it. */
interface DescribedTensor {
  readonly name?: unknown;
  readonly datatype?: unknown;
  readonly shape?: unknown;
}

const listOf = (value: unknown): DescribedTensor[] => (Array.isArray(value) ? value.map(Object) : []);

const infoOf = ({ name, datatype, shape }: DescribedTensor): TensorInfo => ({
  name: String(name),
  type: typeOf(String(datatype)),
  dims: (Array.isArray(shape) ? shape : []).map((dim, axis) => (Number(dim) >= 0 ? Number(dim) : `open ${axis}`)),
});
