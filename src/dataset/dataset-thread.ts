// The thread in which all datasets of a process are written.
import { mkdir, realpath } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../calls/answer';
import { arrivedImage } from '../calls/movable';
import { threadPort } from '../calls/ports';
import { openTurns } from '../calls/turns';
import { messageOf, VisionError } from '../errors';
import type { DatasetApi, Target } from './dataset-api';
import { DatasetWriter } from './writer';

/** The files about all pictures are written so long after a change, and take at most a twentieth of the time. */
const INDEX_DELAY_MS = 2000;
const INDEX_SHARE = 1 / 20;

interface OpenDataset {
  readonly path: string;
  readonly writer: DatasetWriter;
  readonly users: Set<number>;
  indexTimer?: NodeJS.Timeout;
  indexMs: number;
}

const datasets = new Map<string, OpenDataset>();
const inTurn = openTurns();

/** Runs work on the dataset, which is opened where it is not. */
function use<T>(target: Target, work: (dataset: OpenDataset) => Promise<T>): Promise<T> {
  const { user, folder, settings } = target;
  return inTurn(async () => {
    let dataset: OpenDataset | undefined;
    try {
      dataset = await open(target);
      await dataset.writer.accept(settings);
      dataset.users.add(user);
      return await work(dataset);
    } catch (error) {
      if (error instanceof VisionError) throw error;
      // The disk may be full or gone: the next call begins with what is there.
      if (dataset) await leave(dataset);
      const problem = `Cannot write the dataset ${folder}: ${messageOf(error)}`;
      throw new VisionError('BAD_DATASET', problem, { cause: error });
    }
  });
}

async function open({ folder, settings }: Target): Promise<OpenDataset> {
  await mkdir(folder, { recursive: true });
  // The same folder by another name is the same dataset.
  const path = await realpath(folder);
  let dataset = datasets.get(path);
  if (!dataset) {
    dataset = { path, writer: await DatasetWriter.open(path, settings), users: new Set(), indexMs: 0 };
    datasets.set(path, dataset);
  }
  return dataset;
}

async function leave({ path, indexTimer, writer }: OpenDataset): Promise<void> {
  datasets.delete(path);
  clearTimeout(indexTimer);
  await writer.close();
}

async function writeIndex(dataset: OpenDataset, settings: Target['settings']): Promise<void> {
  const start = performance.now();
  await dataset.writer.writeIndex(settings);
  dataset.indexMs = performance.now() - start;
}

function scheduleIndex(dataset: OpenDataset, settings: Target['settings']): void {
  dataset.indexTimer ??= setTimeout(
    () => {
      delete dataset.indexTimer;
      void inTurn(async () => {
        if (datasets.get(dataset.path) === dataset) await writeIndex(dataset, settings);
        // What fails here is still due when the dataset is closed, and is reported then.
      }).catch(() => undefined);
    },
    Math.max(INDEX_DELAY_MS, dataset.indexMs / INDEX_SHARE),
  );
}

answerCalls<DatasetApi>(threadPort(parentPort!), {
  open: (target) => use(target, async () => undefined),

  find: ({ image, ...target }) => use(target, ({ writer }) => writer.find(arrivedImage(image))),

  add: ({ picture, detections, provenance, ...target }) =>
    use(target, async (dataset) => {
      const arrived = { ...picture, image: arrivedImage(picture.image) };
      const result = await dataset.writer.add(arrived, detections, provenance, target.settings);
      if (dataset.writer.isIndexDue) scheduleIndex(dataset, target.settings);
      return result;
    }),

  close: (target) =>
    use(target, async (dataset) => {
      await writeIndex(dataset, target.settings);
      dataset.users.delete(target.user);
      if (dataset.users.size === 0) await leave(dataset);
    }),
});
