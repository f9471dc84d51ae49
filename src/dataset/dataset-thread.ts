// The thread that writes all datasets of a process.
import { mkdir, realpath } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../calls/answer';
import { arrivedImage } from '../calls/movable';
import { threadPort } from '../calls/ports';
import { openTurns } from '../calls/turns';
import { messageOf, VisionError } from '../errors';
import type { DatasetApi, Target } from './dataset-api';
import { DatasetWriter } from './writer';

/** The index files, which are about all images, are written this long after a change. */
const INDEX_DELAY_MS = 2000;
/** Writing index files takes at most this share of the time. For large datasets, the delay is longer. */
const INDEX_SHARE = 1 / 20;

/** A dataset that has users. */
interface OpenDataset {
  readonly path: string;
  readonly writer: DatasetWriter;
  readonly users: Set<number>;
  indexTimer?: NodeJS.Timeout;
  /** Time that writing the index files took last. */
  indexMs: number;
}

const datasets = new Map<string, OpenDataset>();
const inTurn = openTurns();

/**
 * Runs `work` on the dataset, which is opened if it is not. Calls run one at a time.
 * @throws VisionError `BAD_DATASET` for any failure that has no code
 */
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
      // The disk may be full or gone. The next call opens the dataset again, with the files that exist then.
      if (dataset) await leave(dataset);
      const problem = `Cannot write the dataset ${folder}: ${messageOf(error)}`;
      throw new VisionError('BAD_DATASET', problem, { cause: error });
    }
  });
}

async function open({ folder, settings }: Target): Promise<OpenDataset> {
  await mkdir(folder, { recursive: true });
  // The same folder under another name, such as a link, is the same dataset.
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
        // A failure is reported when the dataset is closed, because the index is still due then.
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
