import { VisionError } from '../errors';
import { type Dtype, dtypeSuffixes, dtypes } from './dtype';
import { availableDtypes, expectedPaths, type GraphPaths, graphNames, graphPaths } from './graph-files';
import type { ModelTask } from './model-request';
import type { Listing, RemoteFile } from './repository-listing';

/** The files of a repository that a task needs in one precision. */
export interface NeededFiles {
  readonly dtype: Dtype;
  /** Paths of the graphs, in the order in which the task opens them. */
  readonly graphs: readonly string[];
  readonly files: readonly RemoteFile[];
}

const jsonFiles: Record<ModelTask, readonly string[]> = {
  detector: [
    'config.json',
    'preprocessor_config.json',
    'processor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ],
  segmenter: ['config.json', 'preprocessor_config.json', 'processor_config.json'],
};

/**
 * The files of a task in the first of `allowed` that the repository has, with the weights that a graph keeps in files of
 * their own (`model.onnx_data`, `model.onnx_data_1`).
 * @param allowed empty: only the JSON files, because the graphs are on a server
 * @param file the graph, if the user named one
 * @throws VisionError `MODEL_NOT_FOUND` if the repository has no such graph
 */
export function neededFiles(listing: Listing, task: ModelTask, allowed: readonly Dtype[], file?: string): NeededFiles {
  if (allowed.length === 0) return { dtype: 'fp32', graphs: [], files: listing.files.filter(isJsonOf(task)) };
  const { dtype, paths } = file === undefined ? usualGraphs(listing, task, allowed) : namedGraph(listing, task, file);
  const isNeeded = (path: string): boolean =>
    isJsonOf(task)({ path }) || paths.some((graph) => path === graph || isDataOf(graph, path));
  return { dtype, graphs: paths, files: listing.files.filter(({ path }) => isNeeded(path)) };
}

const isJsonOf =
  (task: ModelTask) =>
  ({ path }: Pick<RemoteFile, 'path'>): boolean =>
    jsonFiles[task].includes(path);

/** The JSON files that `companion` has and `listing` does not. */
export function companionFiles(companion: Listing, listing: Listing, task: ModelTask): RemoteFile[] {
  const own = new Set(listing.files.map(({ path }) => path));
  return companion.files.filter((file) => isJsonOf(task)(file) && !own.has(file.path));
}

/** The tasks for which a repository has the graphs. */
export function tasksOf(listing: Listing): ModelTask[] {
  const paths = pathsOf(listing);
  return (Object.keys(graphNames) as ModelTask[]).filter((task) => graphPaths(task, paths, dtypes));
}

function usualGraphs(listing: Listing, task: ModelTask, allowed: readonly Dtype[]): GraphPaths {
  const paths = pathsOf(listing);
  const graphs = graphPaths(task, paths, allowed);
  if (graphs) return graphs;

  const missing = expectedPaths(task, allowed).join(' and ');
  const available = availableDtypes(task, paths);
  const hint = available.length > 0 ? `. Available precisions: ${available.join(', ')}` : '';
  throw new VisionError(
    'MODEL_NOT_FOUND',
    `The ${task} has no ${missing}: ${listing.repository} (revision ${listing.commit})${hint}`,
  );
}

const pathsOf = ({ files }: Listing): string[] => files.map(({ path }) => path);

function namedGraph(listing: Listing, task: ModelTask, file: string): GraphPaths {
  if (graphNames[task].length > 1) {
    throw new VisionError('MODEL_NOT_FOUND', `A ${task} has several graphs, so one file cannot name it: ${file}`);
  }
  if (!listing.files.some(({ path }) => path === file)) {
    throw new VisionError(
      'MODEL_NOT_FOUND',
      `The ${task} has no ${file}: ${listing.repository} (revision ${listing.commit})`,
    );
  }
  return { dtype: dtypeOf(file), paths: [file] };
}

/** The precision of a graph that the user named, by its suffix: `fp32` without one. */
export const dtypeOf = (file: string): Dtype =>
  dtypes.find((one) => dtypeSuffixes[one] !== '' && file.endsWith(`${dtypeSuffixes[one]}.onnx`)) ?? 'fp32';

/** Whether a file holds weights of a graph: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
export const isDataOf = (graph: string, path: string): boolean =>
  path === `${graph}.data` || (path.startsWith(`${graph}_data`) && /^(_\d+)?$/.test(path.slice(graph.length + 5)));
