import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import { type Dtype, type DtypeWish, dtypeSuffixes, dtypes } from './dtype';
import { segmenterGraphs } from './graph-files';

/** What a model does: find boxes by words, or cut masks by boxes. */
export type ModelTask = 'detector' | 'segmenter';

/** Which model a node wants. */
export interface ModelRequest {
  /** `demo`, or a folder in the Hugging Face layout. */
  readonly model: string;
  readonly dtype: DtypeWish;
  /** Where relative folders begin. */
  readonly baseFolder: string;
}

/** The built-in models: `models/demo/` of the package, seen from `dist/src/hub/`. */
const DEMO_FOLDER = resolve(__dirname, '../../../models/demo');
const demoFolders: Record<ModelTask, string> = {
  detector: join(DEMO_FOLDER, 'grounding-dino'),
  segmenter: join(DEMO_FOLDER, 'sam2'),
};

const graphs = {
  detector: ['model'],
  segmenter: ['vision_encoder', 'prompt_encoder_mask_decoder'],
} as const satisfies Record<ModelTask, readonly string[]>;

/** @throws VisionError `MODEL_NOT_FOUND` where there is no such folder */
export function modelFolder({ model, baseFolder }: Omit<ModelRequest, 'dtype'>, task: ModelTask): string {
  if (model === 'demo') return demoFolders[task];
  const folder = resolve(baseFolder, model);
  if (existsSync(folder)) return folder;
  throw new VisionError(
    'MODEL_NOT_FOUND',
    `There is no model folder ${folder}: give "demo", or the path of a folder in the Hugging Face layout (config.json, onnx/*.onnx)`,
  );
}

/** The graph files of a task in one dtype. */
export interface GraphChoice {
  /** Of the first graph, which does the work. */
  readonly dtype: Dtype;
  readonly files: readonly string[];
}

/** All that may be opened for a wish, best quality first; more than one only for `auto`. */
export function graphChoices(folder: string, task: ModelTask, wish: DtypeWish): GraphChoice[] {
  const best = graphFiles(folder, task, wish);
  if (wish !== 'auto') return [best];
  const paths = pathsIn(folder);
  const others = dtypes
    .filter((dtype) => dtype !== best.dtype)
    .flatMap((dtype) => choose(folder, paths, task, dtype) ?? []);
  return [best, ...others];
}

/** The graph files of a task and the dtype of the first, as wished; `auto` takes the best that is there. */
export function graphFiles(folder: string, task: ModelTask, wish: DtypeWish): GraphChoice {
  const paths = pathsIn(folder);
  const choice = choose(folder, paths, task, wish);
  if (choice) return choice;

  const suffix = dtypeSuffixes[wish === 'auto' ? 'fp32' : wish];
  const missing = graphs[task].map((graph) => `onnx/${graph}${suffix}.onnx`).filter((path) => !paths.includes(path));
  const others = dtypes.filter((dtype) => choose(folder, paths, task, dtype));
  const hint = others.length > 0 ? `; it is there as ${others.join(', ')}` : '';
  const files = missing.map((path) => join(folder, path)).join(' and ');
  throw new VisionError('MODEL_NOT_FOUND', `The ${task} model lacks ${files}${hint}`);
}

function choose(folder: string, paths: readonly string[], task: ModelTask, wish: DtypeWish): GraphChoice | undefined {
  const choice = choosers[task](paths, wish);
  return choice && { dtype: choice.dtype, files: choice.paths.map((path) => join(folder, path)) };
}

const choosers: Record<ModelTask, typeof segmenterGraphs> = {
  segmenter: segmenterGraphs,
  detector(paths, wish) {
    const pathOf = (dtype: Dtype): string => `onnx/model${dtypeSuffixes[dtype]}.onnx`;
    const dtype = dtypes.find((one) => (wish === 'auto' || wish === one) && paths.includes(pathOf(one)));
    return dtype && { dtype, paths: [pathOf(dtype)] };
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

/** A JSON file of a model folder. Without a `fallback` the file must be there. */
export async function readModelJson<T extends object>(folder: string, name: string, fallback?: T): Promise<T> {
  const file = join(folder, name);
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
