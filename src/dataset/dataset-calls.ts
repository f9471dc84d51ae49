import { realpath } from 'node:fs/promises';
import type { CallContext, Handlers } from '../calls/api';
import { openTurns } from '../calls/turns';
import { labelKey } from '../contract';
import { messageOf, VisionError } from '../errors';
import { diskAdvice, isDiskError } from '../files/disk-error';
import { makeFolder } from '../files/make-folder';
import type { DatasetApi, ExistingTarget, Target } from './dataset-api';
import { readManifest, settingsOf } from './manifest';
import type { Provenance } from './provenance';
import { pictureList } from './review/picture-list';
import { reviewPicture } from './review/review-picture';
import { storedImage } from './review/stored-image';
import { type JudgedObject, learnThresholds } from './review/thresholds';
import type { DatasetSettings } from './settings';
import { DatasetWriter } from './writer';

/** The index files, which are about all images, are written this long after a change. */
const INDEX_DELAY_MS = 2000;
/** Writing index files takes at most this share of the time. For large datasets, the delay is longer. */
const INDEX_SHARE = 1 / 20;

/** Images that are read to find a prompt. */
const MAX_READ = 50;

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
  /** The last time that the index files were written, or are being written. */
  indexing: Promise<void>;
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

/** Calls run one at a time. */
async function takeTurn<T>(context: CallContext, work: () => Promise<T>): Promise<T> {
  calls.add(context);
  const result = inTurn(() => {
    context.onTurn(false);
    return work();
  });
  return result.finally(() => calls.delete(context));
}

/**
 * Runs `work` on the dataset, which is opened if it is not.
 * @param isReading the call may run next to one that writes
 * @throws VisionError `BAD_DATASET` for any failure that has no code
 */
async function use<T>(
  { user, folder, settings }: ExistingTarget & Partial<Target>,
  work: (dataset: OpenDataset) => Promise<T>,
  isReading = false,
): Promise<T> {
  let dataset = datasetOf(user);
  try {
    dataset ??= await open(folder, settings ?? (await existingSettings(folder)));
    await checkPlace(dataset, folder);
    if (settings) {
      await dataset.writer.accept(settings);
      dataset.settings = settings;
    }
    dataset.users.add(user);
    const done = await work(dataset);
    // A folder that was removed meanwhile took the image with it.
    if (datasets.get(dataset.path) === dataset) await checkPlace(dataset, folder);
    return done;
  } catch (error) {
    if (error instanceof VisionError) throw error;
    const isLost = dataset !== undefined && !(await isInPlace(dataset, folder));
    // The disk may be full or gone. The next call opens the dataset again, with the files that exist then. An image that cannot be
    // read leaves it open: a change may be running.
    if (dataset && (isLost || !isReading)) await leave(dataset).catch(() => undefined);
    const [verb, remedy] = isReading ? ['read', ''] : ['write', '. Then send the image again'];
    const reason = isLost ? LOST : `${messageOf(error)}. ${adviceOn(error)}${remedy}`;
    throw new VisionError('BAD_DATASET', `Cannot ${verb} the dataset ${folder}: ${reason}`, { cause: error });
  }
}

/** Reads an open dataset without a turn, so that a page need not wait until the index files are written. */
function look<T>(target: ExistingTarget, context: CallContext, work: (dataset: OpenDataset) => Promise<T>): Promise<T> {
  if (!datasetOf(target.user)) return takeTurn(context, () => use(target, work, true));
  context.onTurn(false);
  return use(target, work, true);
}

const LOST =
  'the folder was removed or replaced while in use. Put it back, or send the image again: this begins a new dataset';

const adviceOn = (error: unknown): string => (isDiskError(error) ? diskAdvice(error) : 'Check the folder and its disk');

const datasetOf = (user: number): OpenDataset | undefined =>
  [...datasets.values()].find(({ users }) => users.has(user));

/** @throws Error if the folder is no longer that of the dataset */
async function checkPlace(dataset: OpenDataset, folder: string): Promise<void> {
  if (!(await isInPlace(dataset, folder))) throw new Error(LOST);
}

async function isInPlace({ path, writer }: OpenDataset, folder: string): Promise<boolean> {
  return (await realpath(folder).catch(() => undefined)) === path && (await writer.isInPlace());
}

async function open(folder: string, settings: DatasetSettings): Promise<OpenDataset> {
  await makeFolder(folder);
  // The same folder under another name, such as a link, is the same dataset.
  const path = await realpath(folder);
  let dataset = datasets.get(path);
  if (!dataset) {
    const writer = await DatasetWriter.open(path, settings, reportProgress);
    dataset = { path, writer, users: new Set(), settings, indexMs: 0, indexing: Promise.resolve() };
    datasets.set(path, dataset);
  }
  return dataset;
}

/** @throws VisionError `BAD_DATASET` if there is no dataset */
async function existingSettings(folder: string): Promise<DatasetSettings> {
  const manifest = await readManifest(folder);
  if (manifest) return settingsOf(manifest);
  throw new VisionError('BAD_DATASET', `No dataset of this package is in ${folder}. Choose the folder of a dataset`);
}

async function leave(dataset: OpenDataset): Promise<void> {
  const { path, indexTimer, indexing, writer } = dataset;
  if (datasets.get(path) !== dataset) return;
  datasets.delete(path);
  clearTimeout(indexTimer);
  await indexing.catch(() => undefined);
  await writer.close();
}

/**
 * Needs no turn: an answer of a person does not wait until the files of a large dataset are written. Writes nothing into a folder
 * that is no longer that of the dataset. The next call reports it.
 */
function writeIndex(dataset: OpenDataset): Promise<void> {
  dataset.indexing = dataset.indexing
    .catch(() => undefined)
    .then(async () => {
      if (!(await dataset.writer.isInPlace())) return;
      const start = performance.now();
      await dataset.writer.writeIndex(dataset.settings, reportProgress);
      dataset.indexMs = performance.now() - start;
    });
  return dataset.indexing;
}

function scheduleIndex(dataset: OpenDataset): void {
  dataset.indexTimer ??= setTimeout(
    () => {
      delete dataset.indexTimer;
      // A failure is reported when the dataset is closed, because the index is still due then.
      if (datasets.get(dataset.path) === dataset) void writeIndex(dataset).catch(() => undefined);
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

function* judgedObjects({ entries }: DatasetWriter): Iterable<JudgedObject> {
  for (const { objects } of entries.values()) yield* objects;
}

/** The detector of the newest image whose prompt is known, of the last images. */
async function lastDetector(writer: DatasetWriter): Promise<Provenance['detector']> {
  for (const entry of [...writer.entries.values()].slice(-MAX_READ).toReversed()) {
    const { detector } = (await writer.read(entry)).provenance;
    if (detector?.prompt !== undefined) return detector;
  }
  return undefined;
}

/** Writes images and detections into datasets: the only code that touches their files. */
export const datasetCalls: Handlers<DatasetApi> = {
  open: (target, context) => takeTurn(context, () => use(target, async () => undefined)),

  find: ({ image, ...target }, context) => takeTurn(context, () => use(target, ({ writer }) => writer.find(image))),

  add: ({ picture, detections, provenance, ...target }, context) =>
    takeTurn(context, () =>
      use(target, async (dataset) => {
        const result = await dataset.writer.add(picture, detections, provenance, target.settings);
        if (dataset.writer.isIndexDue) scheduleIndex(dataset);
        return result;
      }),
    ),

  list: ({ query, ...target }, context) =>
    look(target, context, async ({ writer }) => pictureList(writer.entries.values(), writer.classes, query)),

  picture: ({ hash, ...target }, context) =>
    look(target, context, async ({ writer }) => {
      const entry = writer.entries.get(hash);
      return entry && reviewPicture(await writer.read(entry));
    }),

  change: ({ hash, changes, by, ...target }, context) =>
    takeTurn(context, () =>
      use(target, async (dataset) => {
        const { writer, settings } = dataset;
        const entry = writer.entries.get(hash);
        if (!entry) return undefined;
        const { record, overwrote } = await writer.change(entry, changes, by, settings);
        scheduleIndex(dataset);
        return { picture: reviewPicture(record), overwrote };
      }),
    ),

  entry: ({ hash, ...target }, context) => look(target, context, ({ writer }) => writer.entry(hash)),

  annotate: ({ hash, detections, provenance, ...target }, context) =>
    takeTurn(context, () =>
      use(target, async (dataset) => {
        await dataset.writer.annotate(hash, detections, provenance, dataset.settings);
        scheduleIndex(dataset);
      }),
    ),

  image: ({ hash, side, ...target }, context) =>
    look(target, context, async ({ path, writer }) => {
      const entry = writer.entries.get(hash);
      return entry && storedImage(path, entry.file, side);
    }),

  detector: (target, context) => look(target, context, ({ writer }) => lastDetector(writer)),

  thresholds: ({ precision, used, otherwise, ...target }, context) =>
    look(target, context, async ({ writer }) => {
      const thresholds = new Map(used.map(([label, threshold]) => [labelKey(label), threshold]));
      return learnThresholds(judgedObjects(writer), {
        precision,
        used: (label) => thresholds.get(labelKey(label)) ?? otherwise,
      });
    }),

  close: (target, context) =>
    takeTurn(context, async () => {
      // After a failure that was reported, the folder may be gone. It is not created again.
      if (!datasetOf(target.user) && !(await readManifest(target.folder).catch(() => undefined))) return;
      await use(target, async (dataset) => {
        await writeIndex(dataset);
        dataset.users.delete(target.user);
        if (dataset.users.size === 0) await leave(dataset);
      });
    }),

  releaseAll: (_, { onTurn }) =>
    inTurn(async () => {
      onTurn(false);
      await Promise.allSettled([...datasets.values()].map(release));
    }),
};
