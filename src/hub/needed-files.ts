import { VisionError } from '../errors';
import { type Dtype, type DtypeWish, dtypeSuffixes, dtypes } from './dtype';
import { graphs, type ModelTask } from './model-folder';
import type { Listing, RemoteFile } from './remote-file';

/** What a model needs of its repository, and nothing else of it. */
export interface NeededFiles {
  readonly dtype: Dtype;
  /** Paths of the graphs, in the task's order. */
  readonly graphs: readonly string[];
  readonly files: readonly RemoteFile[];
}

const jsonFiles: Record<ModelTask, readonly string[]> = {
  detector: ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'],
  segmenter: ['config.json', 'preprocessor_config.json'],
};

/**
 * The files of a task in the wished dtype; `auto` takes the best that is there. Weights that a graph keeps outside
 * (`model.onnx_data`, `model.onnx_data_1`) come with it.
 * @param file the graph, where it was named
 * @throws VisionError `MODEL_NOT_FOUND` where the repository lacks a graph
 */
export function neededFiles(listing: Listing, task: ModelTask, wish: DtypeWish, file?: string): NeededFiles {
  const { dtype, paths } = file === undefined ? usualGraphs(listing, task, wish) : namedGraph(listing, task, file);
  const belongs = (path: string): boolean =>
    jsonFiles[task].includes(path) || paths.some((graph) => path === graph || isDataOf(graph, path));
  return { dtype, graphs: paths, files: listing.files.filter(({ path }) => belongs(path)) };
}

/** The JSON files that `listing` lacks and `companion` has. */
export function companionFiles(companion: Listing, listing: Listing, task: ModelTask): RemoteFile[] {
  const own = new Set(listing.files.map(({ path }) => path));
  return companion.files.filter(({ path }) => jsonFiles[task].includes(path) && !own.has(path));
}

/** What a repository can be used for, by the graphs it has. */
export function tasksOf(listing: Listing): ModelTask[] {
  return (Object.keys(graphs) as ModelTask[]).filter((task) =>
    dtypes.some((dtype) => graphPaths(listing, task, dtype) !== undefined),
  );
}

function usualGraphs(listing: Listing, task: ModelTask, wish: DtypeWish): { dtype: Dtype; paths: string[] } {
  const available = dtypes.filter((dtype) => graphPaths(listing, task, dtype));
  const dtype = wish === 'auto' ? available[0] : wish;
  const paths = dtype && graphPaths(listing, task, dtype);
  if (dtype && paths) return { dtype, paths };

  const lacks = graphs[task].map((graph) => `onnx/${graph}${dtypeSuffixes[dtype ?? 'fp32']}.onnx`).join(' and ');
  const hint = available.length > 0 ? `; it has ${available.join(', ')}` : '';
  throw new VisionError(
    'MODEL_NOT_FOUND',
    `${listing.repository} (revision ${listing.commit}) lacks ${lacks}, which a ${task} needs${hint}`,
  );
}

function namedGraph(listing: Listing, task: ModelTask, file: string): { dtype: Dtype; paths: string[] } {
  if (graphs[task].length > 1) {
    throw new VisionError('MODEL_NOT_FOUND', `A ${task} has several graphs, so it cannot be named by a file: ${file}`);
  }
  if (!listing.files.some(({ path }) => path === file)) {
    throw new VisionError('MODEL_NOT_FOUND', `${listing.repository} (revision ${listing.commit}) lacks ${file}`);
  }
  const named = dtypes.find((dtype) => dtypeSuffixes[dtype] !== '' && file.endsWith(`${dtypeSuffixes[dtype]}.onnx`));
  return { dtype: named ?? 'fp32', paths: [file] };
}

/** In `onnx/` as the exporters put them, else at the root. `undefined` unless all are there. */
function graphPaths({ files }: Listing, task: ModelTask, dtype: Dtype): string[] | undefined {
  const there = new Set(files.map(({ path }) => path));
  return ['onnx/', '']
    .map((folder) => graphs[task].map((graph) => `${folder}${graph}${dtypeSuffixes[dtype]}.onnx`))
    .find((paths) => paths.every((path) => there.has(path)));
}

const isDataOf = (graph: string, path: string): boolean =>
  path === `${graph}.data` || (path.startsWith(`${graph}_data`) && /^(_\d+)?$/.test(path.slice(graph.length + 5)));
