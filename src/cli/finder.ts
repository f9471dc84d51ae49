import { readFile } from 'node:fs/promises';
import {
  type CleanUp,
  type Detection,
  type ImageSize,
  type LoadedModel,
  type ModelTask,
  messageOf,
  type OnProgress,
  openEngine,
  type PhrasesMode,
  type RequestedDevice,
  type RequestedDtype,
  type StageTimes,
  VisionError,
} from '../index';
import type { Prompt } from './detect-flags';

export interface SegmenterSettings {
  readonly model: string;
  readonly cleanUp: CleanUp;
}

/** What to find, and with which models. */
export interface FinderSettings {
  readonly prompt: Prompt;
  readonly detector: string;
  /** Without one there are boxes only. */
  readonly segmenter: SegmenterSettings | undefined;
  readonly threshold: number;
  readonly phrases: PhrasesMode;
  readonly dtype: RequestedDtype;
  readonly device: RequestedDevice;
}

/** What is in one picture. */
export interface PictureResult {
  readonly image: ImageSize;
  readonly detections: readonly Detection[];
  readonly ms: { readonly detector: StageTimes; readonly segmenter?: StageTimes };
}

/** The models that really run. */
export interface FinderModels {
  readonly detector: LoadedModel;
  readonly segmenter?: LoadedModel;
}

export interface Finder {
  /** Downloads and opens the models, so that what is wrong with them is told once and not for every picture. */
  load(signal: AbortSignal, onProgress: OnProgress): Promise<FinderModels>;
  find(image: Buffer, signal: AbortSignal): Promise<PictureResult>;
  close(): Promise<void>;
}

export function openFinder(settings: FinderSettings): Finder {
  const { prompt, detector, segmenter, threshold, phrases, dtype, device } = settings;
  const engine = openEngine('', { device, graceMs: 0 });
  const request = (model: string) => ({ model, dtype, baseFolder: process.cwd() });

  return {
    async load(signal, onProgress) {
      const load = (task: ModelTask, model: string) => engine.load(task, request(model), { signal, onProgress });
      const models = { detector: await load('detector', detector) };
      return segmenter ? { ...models, segmenter: await load('segmenter', segmenter.model) } : models;
    },

    async find(image, signal) {
      const { classes } = prompt;
      const detectRequest = { image, model: request(detector), classes, threshold, phrases };
      const boxes = await engine.detect(detectRequest, { signal });
      if (!segmenter) return { ...boxes, ms: { detector: boxes.ms } };
      const { detections } = boxes;
      const { model, cleanUp } = segmenter;
      const masks = await engine.segment({ image, model: request(model), detections, cleanUp }, { signal });
      return { ...masks, ms: { detector: boxes.ms, segmenter: masks.ms } };
    },

    close: () => engine.close(),
  };
}

export async function readPicture(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // Without the path that Node.js adds, so that all that are missing share a reason.
    const [reason] = messageOf(error).split(', ');
    throw new VisionError('BAD_IMAGE', `The file cannot be read: ${reason}`, { cause: error });
  }
}
