import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, VisionError } from '../errors';
import { type Dtype, type DtypeWish, dtypeSuffixes, dtypes } from './dtype';

/** What a model does: find boxes by words, or cut masks by boxes. */
export type ModelTask = 'detector' | 'segmenter';

/** Which model a node wants. */
export interface ModelRequest {
  /** `demo`, an id of the catalogue, `org/name[@revision][:file]`, or a folder in the Hugging Face layout. */
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

/** The graphs of a task, in the order in which they are opened. */
export const graphs = {
  detector: ['model'],
  segmenter: ['vision_encoder', 'prompt_encoder_mask_decoder'],
} as const satisfies Record<ModelTask, readonly string[]>;

/** Where the built-in model of a task is. */
export const demoFolder = (task: ModelTask): string => demoFolders[task];

/** The graph files of a task, in the wished dtype; `auto` takes the best that has them all. */
export function graphFiles(folder: string, task: ModelTask, wish: DtypeWish): { dtype: Dtype; files: string[] } {
  const filesIn = (dtype: Dtype): string[] =>
    graphs[task].map((graph) => join(folder, 'onnx', `${graph}${dtypeSuffixes[dtype]}.onnx`));
  const isThere = (dtype: Dtype): boolean => filesIn(dtype).every((file) => existsSync(file));
  const dtype = wish === 'auto' ? dtypes.find(isThere) : wish;
  if (dtype && isThere(dtype)) return { dtype, files: filesIn(dtype) };

  const missing = filesIn(dtype ?? 'fp32').filter((file) => !existsSync(file));
  const others = dtypes.filter(isThere);
  const hint = others.length > 0 ? `; it is there as ${others.join(', ')}` : '';
  throw new VisionError('MODEL_NOT_FOUND', `The ${task} model lacks ${missing.join(' and ')}${hint}`);
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
