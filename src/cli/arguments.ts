import { parseArgs } from 'node:util';
import {
  type DeviceWish,
  type DtypeWish,
  deviceWishes,
  dtypes,
  invalidInput,
  messageOf,
  type PhrasesMode,
  type PromptClass,
  parsePrompt,
  phrasesModes,
  VisionError,
} from '../index';

export const USAGE = `Usage: grounded-sam run IMAGE... --prompt "cat. dog." [options]     boxes, masks and a picture
       grounded-sam detect IMAGE... --prompt "cat. dog." [options]  boxes only
       grounded-sam doctor [--device DEVICE]                        versions, devices, models, places
       grounded-sam models                                          which models are known, and which are here
       grounded-sam download MODEL... [--dtype DTYPE]               fetches models ahead of their first use
       grounded-sam remove MODEL...                                 removes downloaded models

Options:
  --prompt TEXT       what to find: phrases separated by "."; "tabby => cat @ 0.35"; "!poster" is a decoy
  --detector MODEL    "demo" (knows drawn shapes only), a known model, "org/name[@revision][:file]" of Hugging Face, or a
                      model folder; default demo. What is not here is downloaded
  --segmenter MODEL   the same for masks; default demo
  --threshold NUMBER  score from 0 to 1 that a detection must pass; default 0.3
  --phrases MODE      auto, together, or one-by-one: a pass for each phrase, for models that miss phrases; default auto
  --dtype DTYPE       auto, ${dtypes.join(', ')}; default auto, the best that there is
  --device DEVICE     ${deviceWishes.join(', ')}; default auto
  --out FILE|FOLDER   where to write the picture (.jpg, .png, .webp); run writes NAME-masks.jpg here by default
  --json              one JSON document per picture on standard output, and nothing else
  --help              this text`;

/** What one invocation asks for. */
export type Request = HelpRequest | DoctorRequest | ModelsRequest | DownloadRequest | RemoveRequest | PicturesRequest;

interface HelpRequest {
  readonly command: 'help';
}

interface DoctorRequest {
  readonly command: 'doctor';
  readonly device: DeviceWish | undefined;
}

interface ModelsRequest {
  readonly command: 'models';
}

export interface DownloadRequest {
  readonly command: 'download';
  readonly models: readonly string[];
  readonly dtype: DtypeWish;
}

interface RemoveRequest {
  readonly command: 'remove';
  readonly models: readonly string[];
}

export interface PicturesRequest {
  readonly command: 'run' | 'detect';
  readonly images: readonly string[];
  readonly classes: readonly PromptClass[];
  readonly detector: string;
  readonly segmenter: string;
  readonly dtype: DtypeWish;
  readonly threshold: number;
  readonly phrases: PhrasesMode;
  readonly device: DeviceWish;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** @throws VisionError for what cannot be understood */
export function readArguments(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const [command, ...names] = positionals;
  if (values.help || command === 'help') return { command: 'help' };
  const device = deviceFrom(values.device);
  if (command === 'doctor') return { command, device };
  if (command === 'models') return { command };
  const dtype = dtypeFrom(values.dtype);
  if (command === 'download' || command === 'remove') {
    if (names.length === 0) throw new VisionError('INVALID_INPUT', `${command} needs the name of at least one model`);
    return command === 'remove' ? { command, models: names } : { command, models: names, dtype };
  }
  if (command !== 'run' && command !== 'detect') {
    throw invalidInput(
      'The command',
      'run, detect, doctor, models, download or remove (see --help)',
      command ?? 'none',
    );
  }
  if (names.length === 0) throw new VisionError('INVALID_INPUT', `${command} needs at least one picture file`);
  if (values.prompt === undefined) {
    throw new VisionError('BAD_PROMPT', '--prompt is missing: it says what to find, such as --prompt "cat. dog."');
  }
  return {
    command,
    images: names,
    classes: parsePrompt('--prompt', values.prompt),
    detector: values.detector,
    segmenter: values.segmenter,
    dtype,
    threshold: thresholdFrom(values.threshold),
    phrases: phrasesFrom(values.phrases),
    device: device ?? 'auto',
    out: values.out,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        prompt: { type: 'string' },
        detector: { type: 'string', default: 'demo' },
        segmenter: { type: 'string', default: 'demo' },
        threshold: { type: 'string', default: '0.3' },
        phrases: { type: 'string', default: 'auto' },
        dtype: { type: 'string', default: 'auto' },
        device: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new VisionError('INVALID_INPUT', `${messageOf(error)} (see --help)`, { cause: error });
  }
}

function deviceFrom(text: string | undefined): DeviceWish | undefined {
  const device = deviceWishes.find((wish) => wish === text);
  if (text === undefined || device) return device;
  throw invalidInput('--device', `one of ${deviceWishes.join(', ')}`, text);
}

function dtypeFrom(text: string): DtypeWish {
  const wishes: readonly DtypeWish[] = ['auto', ...dtypes];
  const dtype = wishes.find((wish) => wish === text);
  if (dtype) return dtype;
  throw invalidInput('--dtype', `one of ${wishes.join(', ')}`, text);
}

function thresholdFrom(text: string): number {
  const threshold = text.trim() === '' ? Number.NaN : Number(text);
  if (threshold >= 0 && threshold <= 1) return threshold;
  throw invalidInput('--threshold', 'a number from 0 to 1', text);
}

/** As the node's setting is called, or with hyphens, which need no quotes. */
function phrasesFrom(text: string): PhrasesMode {
  const mode = phrasesModes.find((one) => one === text.replaceAll('-', ' '));
  if (mode) return mode;
  throw invalidInput('--phrases', 'auto, together or one-by-one', text);
}
