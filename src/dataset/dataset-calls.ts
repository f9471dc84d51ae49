import { realpath } from 'node:fs/promises';
import type { CallContext, Handlers } from '../calls/api';
import { openTurns } from '../calls/turns';
import { messageOf, VisionError } from '../errors';
import { makeFolder } from '../files/make-folder';
import type { DatasetApi, Target } from './dataset-api';
import type { DatasetSettings } from './settings';
import { DatasetWriter } from './writer';

/** The index files, which are about all images, are written this long after a change. */
const INDEX_DELAY_MS = 2000;
/** Writing index files takes at most this share of the time. For large datasets, the delay is longer. */
const INDEX_SHARE = 1 / 20;

/** Progress is reported at most this often. */
const PROGRESS_MS = 1000;

/** A dataset that has users. */
interface OpenDataset {
  readonly path: string;
  readonly writer: DatasetWriter;
  readonly users: Set<number>;
  /** Those of the last call. */
  settings: DatasetSettings;
  indexTimer?: NodeJS.Timeout;
  /** Time that writing the index files took last. */
  indexMs: number;
}

const datasets = new Map<string, OpenDataset>();
const inTurn = openTurns();

/** The calls that wait or run. */
const calls = new Set<CallContext>();
let reported = 0;

/** Reading or writing a large dataset made progress: the time limits of all calls start again. */
function reportProgress(): void {
  const now = performance.now();
  if (now - reported < PROGRESS_MS) return;
  reported = now;
  for (const { onProgress } of calls) onProgress(undefined);
}

/**
 * Runs `work` on the dataset, which is opened if it is not. Calls run one at a time.
 * @throws VisionError `BAD_DATASET` for any failure that has no code
 */
async function use<T>(target: Target, context: CallContext, work: (dataset: OpenDataset) => Promise<T>): Promise<T> {
  const { user, folder, settings } = target;
  calls.add(context);
  const result = inTurn(async () => {
    context.onTurn(false);
    let dataset: OpenDataset | undefined;
    try {
      dataset = await open(target);
      await dataset.writer.accept(settings);
      dataset.users.add(user);
      dataset.settings = settings;
      return await work(dataset);
    } catch (error) {
      if (error instanceof VisionError) throw error;
      // The disk may be full or gone. The next call opens the dataset again, with the files that exist then.
      if (dataset) await leave(dataset);
      const problem = `Cannot write the dataset ${folder}: ${messageOf(error)}`;
      throw new VisionError('BAD_DATASET', problem, { cause: error });
    }
  });
  return result.finally(() => calls.delete(context));
}

async function open({ folder, settings }: Target): Promise<OpenDataset> {
  await makeFolder(folder);
  // The same folder under another name, such as a link, is the same dataset.
  const path = await realpath(folder);
  let dataset = datasets.get(path);
  if (!dataset) {
    const writer = await DatasetWriter.open(path, settings, reportProgress);
    dataset = { path, writer, users: new Set(), settings, indexMs: 0 };
    datasets.set(path, dataset);
  }
  return dataset;
}

async function leave({ path, indexTimer, writer }: OpenDataset): Promise<void> {
  datasets.delete(path);
  clearTimeout(indexTimer);
  await writer.close();
}

async function writeIndex(dataset: OpenDataset): Promise<void> {
  const start = performance.now();
  await dataset.writer.writeIndex(dataset.settings, reportProgress);
  dataset.indexMs = performance.now() - start;
}

function scheduleIndex(dataset: OpenDataset): void {
  dataset.indexTimer ??= setTimeout(
    () => {
      delete dataset.indexTimer;
      void inTurn(async () => {
        if (datasets.get(dataset.path) === dataset) await writeIndex(dataset);
        // A failure is reported when the dataset is closed, because the index is still due then.
      }).catch(() => undefined);
    },
    Math.max(INDEX_DELAY_MS, dataset.indexMs / INDEX_SHARE),
  );
}

/** Writes the due index files of a dataset and releases its folder. The next call opens it again. */
async function release(dataset: OpenDataset): Promise<void> {
  try {
    await writeIndex(dataset);
  } finally {
    await leave(dataset);
  }
}

/** Writes images and detections into datasets: the only code that touches their files. */
export const datasetCalls: Handlers<DatasetApi> = {
  open: (target, context) => use(target, context, async () => undefined),

  find: ({ image, ...target }, context) => use(target, context, ({ writer }) => writer.find(image)),

  add: ({ picture, detections, provenance, ...target }, context) =>
    use(target, context, async (dataset) => {
      const result = await dataset.writer.add(picture, detections, provenance, target.settings);
      if (dataset.writer.isIndexDue) scheduleIndex(dataset);
      return result;
    }),

  close: (target, context) =>
    use(target, context, async (dataset) => {
      await writeIndex(dataset);
      dataset.users.delete(target.user);
      if (dataset.users.size === 0) await leave(dataset);
    }),

  releaseAll: (_, { onTurn }) =>
    inTurn(async () => {
      onTurn(false);
      await Promise.allSettled([...datasets.values()].map(release));
    }),
};
