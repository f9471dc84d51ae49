import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import type { Dtype } from './dtype';
import { availableDtypes, expectedPaths, type GraphPaths, graphPaths } from './graph-files';
import { isLfsPointerText, lfsPointerError } from './lfs-pointer';
import type { ModelTask } from './model-request';
import { isDataOf } from './needed-files';

/** The built-in models: `models/demo/` of the package, seen from `dist/src/model-files/`. */
const DEMO_FOLDER = resolve(__dirname, '../../../models/demo');
const demoFolders: Record<ModelTask, string> = {
  detector: join(DEMO_FOLDER, 'grounding-dino'),
  segmenter: join(DEMO_FOLDER, 'sam2'),
};

/** The folder of the built-in model of a task. */
export const demoFolder = (task: ModelTask): string => demoFolders[task];

/** The graph files of a task in one precision. */
export interface GraphChoice {
  /** Precision of the first graph, which does most of the work. */
  readonly dtype: Dtype;
  /** Absolute paths, in the order in which the task opens them. */
  readonly graphs: readonly string[];
  /** Folder of the graphs' external data, if it is not that of each graph. */
  readonly weights?: string;
}

/**
 * The graph files of a task in each of `allowed` that the folder has, best first.
 * @throws VisionError `MODEL_NOT_FOUND` if it has them in none
 */
export function graphChoices(
  folder: string,
  task: ModelTask,
  allowed: readonly Dtype[],
): readonly [GraphChoice, ...GraphChoice[]] {
  const paths = pathsIn(folder);
  const best = graphPaths(task, paths, allowed);
  if (best) return [inFolder(folder, best), ...otherChoices(folder, task, allowed, best)];

  const missing = expectedPaths(task, allowed).filter((path) => !paths.includes(path));
  const available = availableDtypes(task, paths);
  const hint = available.length > 0 ? `. Available precisions: ${available.join(', ')}` : '';
  const files = missing.map((path) => join(folder, path)).join(' and ');
  throw new VisionError('MODEL_NOT_FOUND', `The ${task} has no ${files}${hint}`);
}

/** The graph files in each of `allowed` except the precision of `chosen`. */
export function otherChoices(
  folder: string,
  task: ModelTask,
  allowed: readonly Dtype[],
  chosen: Pick<GraphChoice, 'dtype'>,
): GraphChoice[] {
  const paths = pathsIn(folder);
  const choices = allowed.map((dtype) => (dtype === chosen.dtype ? undefined : graphPaths(task, paths, [dtype])));
  return choices.flatMap((choice) => (choice ? [inFolder(folder, choice)] : []));
}

const inFolder = (folder: string, { dtype, paths }: GraphPaths): GraphChoice => ({
  dtype,
  graphs: paths.map((path) => join(folder, path)),
});

/** Size of graphs in bytes, with their external data in the usual files. A file that cannot be read counts as empty. */
export function graphBytes({ graphs }: Pick<GraphChoice, 'graphs'>): number {
  const sizes = graphs.flatMap((graph) => {
    const files = namesIn(dirname(graph)).filter((name) => name === basename(graph) || isDataOf(basename(graph), name));
    return files.map((name) => statSync(join(dirname(graph), name), { throwIfNoEntry: false })?.size ?? 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Files of the folder and of its `onnx/`, with `/`. A folder that cannot be read has none. */
function pathsIn(folder: string): string[] {
  return [...namesIn(join(folder, 'onnx')).map((name) => `onnx/${name}`), ...namesIn(folder)];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * A JSON file of a model folder, or of the first of several folders that has it.
 * @param fallback if no folder has the file
 * @throws VisionError `MODEL_NOT_FOUND` without file and fallback, `MODEL_UNSUPPORTED` for invalid JSON or a git-lfs pointer
 */
export async function readModelJson<T extends object>(
  folder: string | readonly string[],
  name: string,
  fallback?: T,
): Promise<T> {
  const files = [folder].flat().map((one) => join(one, name));
  const file = files.find((one) => existsSync(one)) ?? files[0]!;
  if (fallback && !existsSync(file)) return fallback;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new VisionError('MODEL_NOT_FOUND', `The model has no ${file}`, { cause: error });
  });
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    if (isLfsPointerText(text)) throw lfsPointerError(file);
    throw new VisionError('MODEL_UNSUPPORTED', `Invalid JSON in ${file}: ${messageOf(error)}`, { cause: error });
  }
}
