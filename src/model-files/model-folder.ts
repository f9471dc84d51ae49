import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import { type Dtype, dtypeSuffixes, dtypes, type RequestedDtype } from './dtype';
import { segmenterGraphs } from './graph-files';

/** What a model does: find boxes by words, or cut masks by boxes. */
export type ModelTask = 'detector' | 'segmenter';

/** Which model a node wants. */
export interface ModelRequest {
  /** `demo`, an id of the catalogue, `org/name[@revision][:file]`, or a folder in the Hugging Face layout. */
  readonly model: string;
  readonly dtype: RequestedDtype;
  /** Where relative folders begin. */
  readonly baseFolder: string;
}

/** The built-in models: `models/demo/` of the package, seen from `dist/src/model-files/`. */
const DEMO_FOLDER = resolve(__dirname, '../../../models/demo');
const demoFolders: Record<ModelTask, string> = {
  detector: join(DEMO_FOLDER, 'grounding-dino'),
  segmenter: join(DEMO_FOLDER, 'sam2'),
};

/** The graphs of a task, in the order in which they are opened. */
export const graphs = {
  detector: ['model'],
  segmenter: ['vision_encoder', 'prompt_encoder_mask_decoder'],
} as const satisfies Record<ModelTask, readonly string[]>;

/** Where the built-in model of a task is. */
export const demoFolder = (task: ModelTask): string => demoFolders[task];

/** The graph files of a task in one dtype. */
export interface GraphChoice {
  /** Of the first graph, which does the work. */
  readonly dtype: Dtype;
  /** Paths on this machine, in the task's order. */
  readonly graphs: readonly string[];
}

/** All that may be opened for a wish, the best first; others of the folder only for `auto`. */
export function graphChoices(best: GraphChoice, folder: string, task: ModelTask, wish: RequestedDtype): GraphChoice[] {
  if (wish !== 'auto') return [best];
  const paths = pathsIn(folder);
  const others = dtypes.filter((dtype) => dtype !== best.dtype);
  return [best, ...others.flatMap((dtype) => choose(folder, paths, task, dtype) ?? [])];
}

/** The graph files of a task and the dtype of the first, as wished; `auto` takes the best that is there. */
export function graphFiles(folder: string, task: ModelTask, wish: RequestedDtype): GraphChoice {
  const paths = pathsIn(folder);
  const choice = choose(folder, paths, task, wish);
  if (choice) return choice;

  const suffix = dtypeSuffixes[wish === 'auto' ? 'fp32' : wish];
  const missing = graphs[task].map((graph) => `onnx/${graph}${suffix}.onnx`).filter((path) => !paths.includes(path));
  const others = dtypes.filter((dtype) => choose(folder, paths, task, dtype));
  const hint = others.length > 0 ? `; it is there as ${others.join(', ')}` : '';
  const lacking = missing.map((path) => join(folder, path)).join(' and ');
  throw new VisionError('MODEL_NOT_FOUND', `The ${task} model lacks ${lacking}${hint}`);
}

function choose(
  folder: string,
  paths: readonly string[],
  task: ModelTask,
  wish: RequestedDtype,
): GraphChoice | undefined {
  const choice = choosers[task](paths, wish);
  return choice && { dtype: choice.dtype, graphs: choice.paths.map((path) => join(folder, path)) };
}

/** Which of the paths of a folder or repository are the graphs of a task in the wished dtype. */
export const choosers: Record<ModelTask, typeof segmenterGraphs> = {
  segmenter: segmenterGraphs,
  detector(paths, wish) {
    // In `onnx/` as the exporters put it, else at the root.
    const pathOf = (dtype: Dtype): string | undefined =>
      ['onnx/', ''].map((at) => `${at}model${dtypeSuffixes[dtype]}.onnx`).find((path) => paths.includes(path));
    const dtype = dtypes.find((one) => (wish === 'auto' || wish === one) && pathOf(one));
    return dtype && { dtype, paths: [pathOf(dtype)!] };
  },
};

/** Of the folder itself and of its `onnx/`, with `/`. What cannot be read has none. */
function pathsIn(folder: string): string[] {
  const names = (path: string): string[] => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  };
  return [...names(join(folder, 'onnx')).map((name) => `onnx/${name}`), ...names(folder)];
}

/** A JSON file of a model folder, or of the first of several that has it. Without a `fallback` it must be there. */
export async function readModelJson<T extends object>(
  folder: string | readonly string[],
  name: string,
  fallback?: T,
): Promise<T> {
  const files = [folder].flat().map((one) => join(one, name));
  const file = files.find((one) => existsSync(one)) ?? files[0]!;
  if (fallback && !existsSync(file)) return fallback;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new VisionError('MODEL_NOT_FOUND', `The model lacks ${file}`, { cause: error });
  });
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new VisionError('MODEL_UNSUPPORTED', `${file} is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}
