import {
  detectDefaults,
  dtypes,
  type PromptClass,
  parsePrompt,
  phrasesModes,
  type RequestedDtype,
  requestedDevices,
  VisionError,
} from '../index';
import { choiceFlag, type Flag, type Flags, numberFlag } from './flag';

/** A prompt as it was typed, and what it means. */
export interface Prompt {
  readonly text: string;
  readonly classes: readonly PromptClass[];
}

const prompt: Flag<Prompt> = {
  placeholder: 'TEXT',
  help: 'what to find: phrases separated by "."; "tabby => cat @ 0.35"; "!poster" is a decoy',
  read(text, name) {
    if (text !== undefined) return { text, classes: parsePrompt(name, text) };
    throw new VisionError('BAD_PROMPT', `${name} is missing: it says what to find, such as ${name} "cat. dog."`);
  },
};

export const modelFlag = (help: string): Flag<string> => ({
  placeholder: 'MODEL',
  help,
  read: (text = 'demo') => text,
});

const requestedDtypes: readonly RequestedDtype[] = ['auto', ...dtypes];

export const dtypeFlag = choiceFlag(
  'DTYPE',
  requestedDtypes,
  'auto',
  `${requestedDtypes.join(', ')};\ndefault auto, the best that there is`,
);

/** The options of all commands that look for something in pictures. */
export const detectFlags = {
  prompt,
  detector: modelFlag(`"demo" (knows drawn shapes only), a known model (see grounded-sam models),
"org/name[@revision][:file]" of Hugging Face, or a model folder; default demo.
What is not here is downloaded`),
  threshold: numberFlag(
    'NUMBER',
    { min: 0, max: 1 },
    detectDefaults.threshold,
    `score from 0 to 1 that a detection must pass; default ${detectDefaults.threshold}`,
  ),
  phrases: choiceFlag(
    'MODE',
    phrasesModes,
    detectDefaults.phrases,
    'auto, together, or one-by-one: a pass for each phrase, for models that\nmiss phrases; default auto',
  ),
  dtype: dtypeFlag,
  device: choiceFlag('DEVICE', requestedDevices, 'auto', `${requestedDevices.join(', ')}; default auto`),
  // Two in the engine, one in the model and one before it, while the third is read, drawn or written.
  concurrency: numberFlag(
    'N',
    { min: 1, max: 64, isWhole: true },
    3,
    'pictures worked on at a time; default 3, which keeps one model busy',
  ),
} as const satisfies Flags;
