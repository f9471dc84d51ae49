import { readFile } from 'node:fs/promises';
import {
  type CleanUp,
  type DecodeOptions,
  type Detection,
  type GreyRange,
  type ImageSize,
  type LoadedModel,
  type Look,
  type ModelTask,
  messageOf,
  type OnProgress,
  openEngine,
  type PhrasesMode,
  promptHint,
  promptSummary,
  type RequestedDevice,
  type RequestedDtype,
  type ServerSettings,
  type StageTimes,
  unknownWordsWarning,
  VisionError,
} from '../index';
import type { Prompt } from './detect-flags';
import { serverFrom } from './server-flags';

/** The segmentation model, and the clean-up of its masks. */
export interface SegmenterSettings {
  readonly model: string;
  readonly cleanUp: CleanUp;
}

/** The classes to detect, and the models and settings to use. */
export interface FinderSettings {
  readonly prompt: Prompt;
  /** `undefined`: the user chose none, so the demo model is used, with a remark. */
  readonly detector: string | undefined;
  /** `undefined`: boxes without masks. */
  readonly segmenter: SegmenterSettings | undefined;
  readonly threshold: number;
  readonly phrases: PhrasesMode;
  readonly look: Look;
  readonly dtype: RequestedDtype;
  readonly device: RequestedDevice;
  /** Addresses of inference servers; empty: models run on this machine. */
  readonly server: readonly string[];
  readonly serverModels: ServerSettings['models'];
  readonly serverLoad: boolean;
  readonly greyRange: GreyRange;
  readonly maxMegapixels: number;
}

/** How images are decoded. */
export const decodeOptions = ({ greyRange, maxMegapixels }: FinderSettings): DecodeOptions => ({
  maxPixels: maxMegapixels * 1e6,
  greyRange,
});

/** The detections of one image. */
export interface PictureResult {
  readonly image: ImageSize;
  /** In pixels of the upright image. */
  readonly detections: readonly Detection[];
  readonly ms: { readonly detector: StageTimes; readonly segmenter?: StageTimes };
}

/** The models as they were opened: precision, device, revision. */
export interface FinderModels {
  readonly detector: LoadedModel;
  readonly segmenter?: LoadedModel;
}

/** Detects objects, and segments them if there is a segmenter. */
export interface Finder {
  /** Downloads and opens the models, so that a problem with a model is reported once, not for each image. */
  load(signal: AbortSignal, onProgress: OnProgress): Promise<FinderModels>;
  find(image: Buffer, signal: AbortSignal): Promise<PictureResult>;
  close(): Promise<void>;
}

const DEMO_REMARK =
  'The built-in demo model is used, because --detector is missing. It knows drawn shapes only, such as "red star. blue ring". ' +
  '"grounded-sam models" lists others';

/** @param remark shows a line to the user: how the prompt was understood, and words of it that the model does not know */
export function openFinder(settings: FinderSettings, remark: (line: string) => void): Finder {
  const { prompt, detector = 'demo', segmenter, threshold, phrases, look, dtype, device } = settings;
  const engine = openEngine('', { device, graceMs: 0, ...serverFrom(settings) });
  const request = (model: string) => ({ model, dtype, baseFolder: process.cwd() });
  const decode = decodeOptions(settings);
  let hasRemarked = false;

  return {
    async load(signal, onProgress) {
      const load = (task: ModelTask, model: string) => engine.load(task, request(model), { signal, onProgress });
      const models = { detector: await load('detector', detector) };
      const all = segmenter ? { ...models, segmenter: await load('segmenter', segmenter.model) } : models;
      if (settings.detector === undefined) remark(DEMO_REMARK);
      remark(`Finds: ${promptSummary(prompt.classes)}`);
      const hint = promptHint(prompt.classes);
      if (hint !== undefined) remark(hint);
      return all;
    },

    async find(image, signal) {
      const { classes } = prompt;
      const detectRequest = { image, decode, model: request(detector), classes, threshold, phrases, look };
      const boxes = await engine.detect(detectRequest, { signal });
      if (boxes.unknownWords.length > 0 && !hasRemarked) {
        hasRemarked = true;
        remark(unknownWordsWarning(boxes.unknownWords));
      }
      if (!segmenter) return { ...boxes, ms: { detector: boxes.ms } };
      const { detections } = boxes;
      const { model, cleanUp } = segmenter;
      const masks = await engine.segment({ image, decode, model: request(model), detections, cleanUp }, { signal });
      return { ...masks, ms: { detector: boxes.ms, segmenter: masks.ms } };
    },

    close: () => engine.close(),
  };
}

/** @throws VisionError `BAD_IMAGE` */
export async function readPicture(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // Without the path that Node.js appends, so that all missing files share one reason in the summary.
    const [reason] = messageOf(error).split(', ');
    throw new VisionError('BAD_IMAGE', `The file cannot be read: ${reason}`, { cause: error });
  }
}
