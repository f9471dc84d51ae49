import { readFile } from 'node:fs/promises';
import {
  type Detection,
  type DeviceWish,
  type DtypeWish,
  type ImageSize,
  type LoadedModel,
  type ModelTask,
  messageOf,
  type OnProgress,
  openEngine,
  type PhrasesMode,
  type PromptClass,
  type StageTimes,
  VisionError,
} from '../index';

/** What to find, and with which models. */
export interface FinderSettings {
  readonly classes: readonly PromptClass[];
  readonly detector: string;
  /** Without one there are boxes only. */
  readonly segmenter?: string;
  readonly threshold: number;
  readonly phrases: PhrasesMode;
  readonly dtype: DtypeWish;
  readonly device: DeviceWish;
}

/** What is in one picture. */
export interface Found {
  readonly image: ImageSize;
  readonly detections: readonly Detection[];
  readonly ms: { readonly detector: StageTimes; readonly segmenter?: StageTimes };
}

/** The models that really run. */
export type FinderModels = Readonly<Partial<Record<ModelTask, LoadedModel>>>;

export interface Finder {
  /** Downloads and opens the models, so that what is wrong with them is told once and not for every picture. */
  load(signal: AbortSignal, onProgress: OnProgress): Promise<FinderModels>;
  find(image: Buffer, signal: AbortSignal): Promise<Found>;
  close(): Promise<void>;
}

export function openFinder({ detector, segmenter, dtype, device, ...options }: FinderSettings): Finder {
  const engine = openEngine('', { device, graceMs: 0 });
  const request = (model: string) => ({ model, dtype, baseFolder: process.cwd() });

  return {
    async load(signal, onProgress) {
      const call = { signal, onProgress };
      return {
        detector: await engine.load('detector', request(detector), call),
        ...(segmenter === undefined ? {} : { segmenter: await engine.load('segmenter', request(segmenter), call) }),
      };
    },

    async find(image, signal) {
      const boxes = await engine.detect({ ...options, image, model: request(detector) }, { signal });
      if (segmenter === undefined) return { ...boxes, ms: { detector: boxes.ms } };
      const { detections } = boxes;
      const masks = await engine.segment({ image, model: request(segmenter), detections }, { signal });
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
