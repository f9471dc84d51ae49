import { VisionError } from '../../../errors';
import type { ModelFiles } from '../../../hub/hub';
import type { RequestedDtype } from '../../../model-files/dtype';
import { isFused } from '../../../models/sam/decoder-signatures/fused';
import type { KeptTensors, Session } from '../../../models/session';
import { areFinite, NotFiniteError } from '../../../tensor/finite';
import { spareFeeds } from '../../../tensor/spare-floats';
import type { NamedTensors } from '../../../tensor/tensor';
import { hostOf, type ServerModel, type ServerSettings } from '../../server-settings';
import { type Backend, type BackendCall, GraphChanged, type OpenedModel, type OpenGraph } from '../backend';
import { addTraffic } from '../call-times';
import { Queue } from '../queue';
import { ServerClient, type ServerGraph, type ServerRun } from './server-client';

/** Runs graphs on inference servers that speak the Open Inference Protocol. Nothing of onnxruntime is loaded. */
export class RemoteBackend implements Backend {
  readonly concurrency: number;
  /** The connection is closed, which servers take as a cancellation. */
  readonly canAbortRun = true;
  private readonly client: ServerClient;
  private readonly hosts: string;
  /** Calls have several runs in flight. */
  private readonly runs: Queue;

  constructor(private readonly settings: ServerSettings) {
    this.concurrency = settings.concurrency;
    this.client = new ServerClient(settings);
    this.runs = new Queue(settings.concurrency);
    this.hosts = settings.addresses.map(hostOf).join(', ');
  }

  /** None: the graphs are on the server, in the precision that was chosen there. */
  async preferredDtypes() {
    return [];
  }

  /** @param files whose `graphs` are the names on a server, by rule */
  async open({ graphs: names }: ModelFiles, _requested: RequestedDtype, call: BackendCall): Promise<OpenedModel> {
    const { signal, onTurn } = call;
    signal.throwIfAborted();
    onTurn();
    const found = await this.find(names, signal);
    return {
      graphs: found.map(([model, graph]) => this.graphOf(model, graph)),
      device: 'server',
      dtype: 'server',
      graphOptimization: 'all',
      server: this.hosts,
    };
  }

  async runtime() {
    const { name, version } = await this.client.describe(AbortSignal.timeout(DESCRIBE_MS));
    return { version: `${name} ${version}`, devices: ['server'] };
  }

  servers = () => this.client.states;

  unload(): Promise<void> {
    return this.client.unload();
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** Names of the settings come first. A segmenter is one graph if the server has that, else encoder and decoder. */
  private async find([whole, ...parts]: readonly string[], signal: AbortSignal): Promise<Found[]> {
    const { detector, segmenter, encoder, decoder } = this.settings.models;
    const describe = async (model: ServerModel): Promise<Found> => [model, await this.client.graph(model, signal)];
    const [first, second] = parts;
    if (first === undefined || second === undefined) return [await describe(detector ?? { name: whole! })];
    if (segmenter) return [await describe(segmenter)];
    if (!encoder && !decoder) {
      const fused = await describe({ name: whole! }).catch(unlessMissing);
      if (fused && isFused(fused[1].inputs.map(({ name }) => name))) return [fused];
    }
    return Promise.all([describe(encoder ?? { name: first }), describe(decoder ?? { name: second })]);
  }

  private graphOf(model: ServerModel, graph: ServerGraph): OpenGraph {
    const { inputs, outputs } = graph;
    let isClosed = false;
    return {
      inputs,
      outputs,
      sessionFor: (call) =>
        this.sessionFor(graph, call, (feeds, reads) => {
          if (isClosed) throw new VisionError('MODEL_NOT_FOUND', 'The model was closed');
          return this.runs
            .run({ signal: call.signal, onTurn: () => undefined }, () =>
              this.client.run(model, graph, feeds, reads, call.signal),
            )
            .catch(async (error: unknown) => {
              throw (await this.hasChanged(model, graph, error, call)) ? new GraphChanged(error as VisionError) : error;
            });
        }),
      close: async () => {
        isClosed = true;
      },
    };
  }

  /** Whether a run failed because the server has another model of the name now. */
  private async hasChanged(model: ServerModel, graph: ServerGraph, error: unknown, { signal }: BackendCall) {
    if (!(error instanceof VisionError && error.code === 'MODEL_UNSUPPORTED')) return false;
    const current = await this.client.graph(model, signal).catch(() => graph);
    return signatureOf(current) !== signatureOf(graph);
  }

  private sessionFor(
    { inputs, outputs }: ServerGraph,
    { times, signal, onTurn }: BackendCall,
    runOnServer: (feeds: NamedTensors, reads: readonly string[]) => Promise<ServerRun>,
  ): Session {
    const own = new Set(inputs.map(({ name }) => name));
    const all = outputs.map(({ name }) => name);
    const run: Session['run'] = async (feeds, kept, reads = all) => {
      signal.throwIfAborted();
      onTurn();
      // Kept tensors may be for another graph.
      const present = Object.entries((kept as KeptHere | undefined)?.tensors ?? {}).filter(([name]) => own.has(name));
      const missing = [...own].filter((name) => !(name in feeds) && !present.some(([one]) => one === name));
      if (missing.length > 0)
        throw new VisionError('MODEL_UNSUPPORTED', `The model needs the input ${missing.join(', ')}`);
      const ran = await times.measure('inference', () =>
        runOnServer({ ...Object.fromEntries(present), ...feeds }, reads),
      );
      times.traffic = addTraffic(times.traffic, ran);
      spareFeeds(feeds);
      return ran.outputs;
    };
    return {
      ...{ inputs, outputs, runsAtOnce: 2 },
      run,
      async runAndKeep(feeds, reads) {
        const tensors = await run(feeds, undefined, reads);
        const floats = Object.entries(tensors).filter(([, { data }]) => data instanceof Float32Array);
        const notFinite = floats.find(([, { data }]) => !areFinite(data as Float32Array));
        if (notFinite) throw new NotFiniteError(notFinite[0]);
        const bytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
        const kept: KeptHere = { tensors, bytes, release: () => {} };
        return kept;
      },
    };
  }
}

const signatureOf = ({ inputs, outputs, datatypes }: ServerGraph): string =>
  JSON.stringify([inputs, outputs, ...datatypes]);

/** A model on a server, and what the server says of it. */
type Found = readonly [ServerModel, ServerGraph];

/** A model of the name may be missing, or another one than a segmenter. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof VisionError && /^MODEL_(NOT_FOUND|UNSUPPORTED)$/.test(error.code))) throw error;
}

const DESCRIBE_MS = 10_000;

/** Outputs in the memory of this process. They are sent again with each run that takes them. */
interface KeptHere extends KeptTensors {
  readonly tensors: NamedTensors;
}
