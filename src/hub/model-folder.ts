import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import { type Dtype, type DtypeWish, dtypeSuffixes, dtypes } from './dtype';

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
  readonly dtype: Dtype;
  readonly files: readonly string[];
}

/** The graph files of a task, in the wished dtype; `auto` takes the best that has them all. */
export function graphFiles(folder: string, task: ModelTask, wish: DtypeWish): GraphChoice {
  const there = dtypes.filter((dtype) => isThere(folder, task, dtype));
  const dtype = wish === 'auto' ? there[0] : wish;
  if (dtype && there.includes(dtype)) return { dtype, files: filesIn(folder, task, dtype) };

  const missing = filesIn(folder, task, dtype ?? 'fp32').filter((file) => !existsSync(file));
  const hint = there.length > 0 ? `; it is there as ${there.join(', ')}` : '';
  throw new VisionError('MODEL_NOT_FOUND', `The ${task} model lacks ${missing.join(' and ')}${hint}`);
}

const filesIn = (folder: string, task: ModelTask, dtype: Dtype): string[] =>
  graphs[task].map((graph) => join(folder, 'onnx', `${graph}${dtypeSuffixes[dtype]}.onnx`));

const isThere = (folder: string, task: ModelTask, dtype: Dtype): boolean =>
  filesIn(folder, task, dtype).every((file) => existsSync(file));

/** All that may be opened for a wish, best quality first; more than one only for `auto`. */
export function graphChoices(folder: string, task: ModelTask, wish: DtypeWish): GraphChoice[] {
  const best = graphFiles(folder, task, wish);
  if (wish !== 'auto') return [best];
  const others = dtypes.filter((dtype) => dtype !== best.dtype && isThere(folder, task, dtype));
  return [best, ...others.map((dtype) => ({ dtype, files: filesIn(folder, task, dtype) }))];
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
