import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { VisionError } from '../errors';
import { RepairedGraph } from '../hub/cache/repaired-graph';
import type { FetchOptions, Hub, ModelFiles } from '../hub/hub';
import { resolveModel } from '../model-files/model-reference';
import type { ModelRequest, ModelTask } from '../model-files/model-request';
import { serverNames } from '../model-files/server-names';
import { repairGraph } from '../models/grounding-dino/repair-graph';
import { FileReader } from '../onnx/file-reader';
import { readGraph } from '../onnx/graph-file';

/** A graph as an inference server gets it. */
export interface ServerGraphFiles {
  /** Its name on the server: see `serverNames`. */
  readonly name: string;
  /** Absolute path of the ONNX file. */
  readonly graph: string;
  /** The files with its weights: absolute paths, and their paths relative to the graph. */
  readonly weights: readonly { readonly file: string; readonly name: string }[];
  /** Whether it is written repaired, so that a detector takes all phrases in one pass: see `repairGraph`. */
  readonly isRepaired: boolean;
}

export interface ServerGraphOptions extends FetchOptions {
  /**
   * Opens a detector on this machine, which compares its repaired graph with the original. Without it, only graphs are repaired
   * that were compared before.
   */
  readonly open?: (request: ModelRequest) => Promise<unknown>;
}

/**
 * The graphs of a model for all tasks that it can be used for, downloaded if they are from a hub.
 * @throws VisionError `MODEL_NOT_FOUND`, `DOWNLOAD_FAILED`, `MODEL_UNSUPPORTED` for a damaged graph
 */
export async function serverGraphs(
  hub: Hub,
  request: ModelRequest,
  { open, ...options }: ServerGraphOptions = {},
): Promise<ServerGraphFiles[]> {
  const graphs: ServerGraphFiles[] = [];
  const missing: VisionError[] = [];
  for (const task of ['detector', 'segmenter'] as const) {
    const files = await filesFor(hub, task, request, options).catch((error: unknown) => {
      if (!(error instanceof VisionError) || error.code !== 'MODEL_NOT_FOUND') throw error;
      missing.push(error);
      return undefined;
    });
    if (files) graphs.push(...(await named(task, request, files, open)));
  }
  if (graphs.length === 0) throw missing[0]!;
  return graphs;
}

/** `undefined` if the catalogue says that the model is not for the task. */
async function filesFor(
  hub: Hub,
  task: ModelTask,
  request: ModelRequest,
  options: FetchOptions,
): Promise<ModelFiles | undefined> {
  const model = resolveModel(task, request);
  const { reference } = model;
  if (reference.kind === 'hub' && reference.entry && !reference.entry.tasks.includes(task)) return undefined;
  return hub.fetch(model, options);
}

async function named(
  task: ModelTask,
  request: ModelRequest,
  files: ModelFiles,
  open: ServerGraphOptions['open'],
): Promise<ServerGraphFiles[]> {
  const { graphs } = files;
  const [whole, ...parts] = serverNames(resolveModel(task, request));
  const names = graphs.length === 1 ? [whole!] : parts;
  return Promise.all(
    graphs.map(async (graph, index) => {
      const weights = await weightsOf(graph);
      const isRepaired = task === 'detector' && (await agreesRepaired(graph, request, files, open));
      return { name: names[index]!, graph, weights, isRepaired };
    }),
  );
}

/** Whether the graph can be repaired, and then agrees with the original. */
async function agreesRepaired(
  graph: string,
  request: ModelRequest,
  { repairs = [], jointPrompts, dtype }: ModelFiles,
  open: ServerGraphOptions['open'],
): Promise<boolean> {
  if (repairs.length === 0 || jointPrompts || !(await FileReader.use(graph, repairGraph))) return false;
  await open?.({ ...request, dtype });
  return (await (await RepairedGraph.find(graph, repairs))?.agreed()) ?? false;
}

async function weightsOf(graph: string): Promise<ServerGraphFiles['weights']> {
  const { parts } = await FileReader.use(graph, readGraph).catch((cause: unknown) => {
    throw new VisionError('MODEL_UNSUPPORTED', `The graph cannot be read: ${graph}`, { cause });
  });
  const locations = parts.flatMap((part) => (part.kind === 'initializer' ? (part.location ?? []) : []));
  return [...new Set(locations.map(normalize))].map((name) => {
    // A file of someone else must not be published by a graph that names it.
    if (isAbsolute(name) || name.split(sep).includes('..')) {
      throw new VisionError('MODEL_UNSUPPORTED', `The weights are outside the folder of the graph: ${graph}`);
    }
    return { name, file: join(dirname(graph), name) };
  });
}
