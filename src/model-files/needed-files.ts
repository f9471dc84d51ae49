import { VisionError } from '../errors';
import { type Dtype, dtypeSuffixes, dtypes, type RequestedDtype } from './dtype';
import type { GraphPaths } from './graph-files';
import { choosers, graphs, type ModelTask } from './model-folder';
import type { Listing, RemoteFile } from './repository-listing';

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
export function neededFiles(listing: Listing, task: ModelTask, wish: RequestedDtype, file?: string): NeededFiles {
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
  const paths = pathsOf(listing);
  return (Object.keys(choosers) as ModelTask[]).filter((task) => choosers[task](paths, 'auto'));
}

function usualGraphs(listing: Listing, task: ModelTask, wish: RequestedDtype): GraphPaths {
  const paths = pathsOf(listing);
  const choice = choosers[task](paths, wish);
  if (choice) return choice;

  const suffix = dtypeSuffixes[wish === 'auto' ? 'fp32' : wish];
  const lacks = graphs[task].map((graph) => `onnx/${graph}${suffix}.onnx`).join(' and ');
  const available = dtypes.filter((dtype) => choosers[task](paths, dtype));
  const hint = available.length > 0 ? `; it has ${available.join(', ')}` : '';
  throw new VisionError(
    'MODEL_NOT_FOUND',
    `${listing.repository} (revision ${listing.commit}) lacks ${lacks}, which a ${task} needs${hint}`,
  );
}

const pathsOf = ({ files }: Listing): string[] => files.map(({ path }) => path);

function namedGraph(listing: Listing, task: ModelTask, file: string): GraphPaths {
  if (graphs[task].length > 1) {
    throw new VisionError('MODEL_NOT_FOUND', `A ${task} has several graphs, so it cannot be named by a file: ${file}`);
  }
  if (!listing.files.some(({ path }) => path === file)) {
    throw new VisionError('MODEL_NOT_FOUND', `${listing.repository} (revision ${listing.commit}) lacks ${file}`);
  }
  const named = dtypes.find((dtype) => dtypeSuffixes[dtype] !== '' && file.endsWith(`${dtypeSuffixes[dtype]}.onnx`));
  return { dtype: named ?? 'fp32', paths: [file] };
}

const isDataOf = (graph: string, path: string): boolean =>
  path === `${graph}.data` || (path.startsWith(`${graph}_data`) && /^(_\d+)?$/.test(path.slice(graph.length + 5)));
