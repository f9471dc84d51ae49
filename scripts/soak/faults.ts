import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Random } from '../../models/demo/scenes/random';
import { descendantsOf } from '../processes';

/** Something that goes wrong while frames are processed. */
export interface Fault {
  readonly name: string;
  /** The message that is sent instead of a frame, or undefined if the fault happens outside of messages. */
  inject(context: FaultContext): object | undefined;
}

export interface FaultContext {
  readonly random: Random;
  /** An encoded image. */
  readonly image: Buffer;
  /** Process id of Node-RED. */
  readonly nodeRed: number;
  readonly datasetFolder: string;
}

const signalOne =
  (signal: NodeJS.Signals) =>
  ({ nodeRed, random }: FaultContext): undefined => {
    const children = descendantsOf(nodeRed);
    if (children.length > 0) process.kill(random.pick(children).pid, signal);
  };

/** A copy of an image with some bytes changed and, half of the time, the end missing. */
function mutated({ image, random }: FaultContext): Buffer {
  const copy = Buffer.from(image);
  for (let change = 0; change < 20; change++) copy[random.index(copy.length)] = random.index(256);
  return random.chance(0.5) ? copy : copy.subarray(0, random.index(copy.length));
}

export const faults: readonly Fault[] = [
  { name: 'damaged image', inject: (context) => ({ payload: mutated(context) }) },
  { name: 'no image', inject: () => ({ payload: { temperature: 21 } }) },
  { name: 'random bytes', inject: ({ random }) => ({ payload: Buffer.from(mutatedText(random)) }) },
  { name: 'bad threshold', inject: ({ image }) => ({ payload: image, threshold: 'high' }) },
  { name: 'bad prompt', inject: ({ image }) => ({ payload: image, prompt: { red: true } }) },
  { name: 'child killed', inject: signalOne('SIGKILL') },
  { name: 'child stopped', inject: signalOne('SIGSTOP') },
  {
    name: 'dataset deleted',
    inject: ({ datasetFolder }) => removeAtOnce(datasetFolder),
  },
];

/** Removing file by file would leave the files that a writer adds meanwhile, in a folder that is no dataset. */
function removeAtOnce(folder: string): undefined {
  if (!existsSync(folder)) return;
  const removed = `${folder} removed`;
  renameSync(folder, removed);
  rmSync(removed, { recursive: true });
}

const mutatedText = (random: Random): string =>
  Array.from({ length: 200 }, () => String.fromCodePoint(random.index(0xd7ff))).join('');
