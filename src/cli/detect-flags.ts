import {
  decodeDefaults,
  detectDefaults,
  dtypes,
  type GreyRange,
  greyRangeFrom,
  invalidInput,
  type PromptClass,
  parsePrompt,
  phrasesModes,
  type RequestedDtype,
  requestedDevices,
  VisionError,
} from '../index';
import { choiceFlag, type Flag, type Flags, numberFlag } from './flag';
import { lookFlags } from './look-flags';
import { serverFlags } from './server-flags';

/** A prompt as the user typed it, and the classes that it asks for. */
export interface Prompt {
  readonly text: string;
  readonly classes: readonly PromptClass[];
}

const prompt: Flag<Prompt> = {
  placeholder: 'TEXT',
  help: `objects to find: phrases separated by ".", such as "cat. red car";
"tabby => cat @ 0.35" labels a tabby "cat", with a threshold of its own;
"!poster" is a decoy: detections that match it best are removed`,
  read(text, name) {
    if (text !== undefined) return { text, classes: parsePrompt(name, text) };
    throw new VisionError('BAD_PROMPT', `${name} is missing: name the objects to find, such as ${name} "cat. dog."`);
  },
};

export const modelFlag = (help: string): Flag<string> => ({
  placeholder: 'MODEL',
  help,
  read: (text = 'demo') => text,
});

/** `undefined`: the demo model, with a remark. */
const detector: Flag<string | undefined> = {
  placeholder: 'MODEL',
  help: `"demo" (built-in, knows drawn shapes only), a model that grounded-sam models lists,
"org/name[@revision][:file]" of Hugging Face, or a model folder; default demo.
A model that is not cached is downloaded`,
  read: (text) => text,
};

const requestedDtypes: readonly RequestedDtype[] = ['auto', ...dtypes];

export const dtypeFlag = choiceFlag(
  'DTYPE',
  requestedDtypes,
  'auto',
  `precision: ${requestedDtypes.join(', ')};\ndefault auto, the best that the model has and the device runs`,
);

const greyRange: Flag<GreyRange> = {
  placeholder: 'RANGE',
  help: `levels that become black and white in grey images with more than 8 bits: full,
auto (those of the image), or two levels such as 7500-8500; default full`,
  read(text = 'full', name) {
    const range = greyRangeFrom(text);
    if (range !== undefined) return range;
    throw invalidInput(name, 'full, auto, or two levels such as 7500-8500', text);
  },
};

/** Flags of all commands that detect objects. */
export const detectFlags = {
  prompt,
  detector,
  threshold: numberFlag(
    'NUMBER',
    { min: 0, max: 1 },
    detectDefaults.threshold,
    `score from 0 to 1 that a detection must exceed; default ${detectDefaults.threshold}`,
  ),
  phrases: choiceFlag(
    'MODE',
    phrasesModes,
    detectDefaults.phrases,
    'auto, together (all phrases in one pass), or one-by-one (a pass for each phrase,\nfor models that otherwise miss phrases); default auto',
  ),
  ...lookFlags,
  dtype: dtypeFlag,
  device: choiceFlag(
    'DEVICE',
    requestedDevices,
    'auto',
    `where models run: ${requestedDevices.join(', ')};\ndefault auto`,
  ),
  ...serverFlags,
  greyRange,
  maxMegapixels: numberFlag(
    'NUMBER',
    { min: 1, max: 268 },
    decodeDefaults.maxPixels / 1e6,
    `refuses larger images; default ${decodeDefaults.maxPixels / 1e6}`,
  ),
  // Two images are in the engine, one of them in the model. The third is read, drawn or written meanwhile.
  concurrency: numberFlag(
    'N',
    { min: 1, max: 64, isWhole: true },
    3,
    'images processed at the same time; default 3, which keeps one model busy',
  ),
} as const satisfies Flags;
