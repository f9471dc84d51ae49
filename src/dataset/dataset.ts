import { join } from 'node:path';
import type { MethodOf, ParamsOf, ResultOf } from '../calls/api';
import { sendableDetections, sendableImage } from '../calls/sendable';
import type { Detection, ImageInput } from '../contract';
import { VisionError } from '../errors';
import { ChildCalls } from '../process/child-calls';
import { checkedUpTo, MAX_TIMER_MS } from '../process/timer';
import type { DatasetApi } from './dataset-api';
import { MAX_PATH } from './file-name';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import { checkedFolder, checkedSettings, type DatasetSettings } from './settings';

/** One user's access to a dataset. All users of a process share one writer. Other processes are refused meanwhile. */
export interface Dataset {
  /**
   * The entry of an image with the same bytes, if there is one. A resumed run need not run its models for it.
   * @throws VisionError `BAD_DATASET`, `ENGINE_CRASHED`, `ENGINE_TIMEOUT`
   */
  find(image: ImageInput): Promise<DatasetEntry | undefined>;
  /**
   * Adds an image, or replaces the annotations of an image with the same bytes. Once the promise resolves, the image
   * survives a crash.
   * @param detections boxes and masks in pixels of the upright image
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `BAD_DATASET`; `ENGINE_TIMEOUT` if it takes too long; `ENGINE_CRASHED` if
   * the process that writes dies: the image may have been added then
   */
  add(picture: DatasetPicture, detections: readonly Detection[], provenance?: Provenance): Promise<AddResult>;
  /** Writes the index files, which are about all images, and ends this access. @throws VisionError `BAD_DATASET` */
  close(): Promise<void>;
}

/** A call that takes longer has met an image that stops a decoder, or one that is too large for the machine. */
const TIMEOUT_MS = 60_000;
/** After this time without calls, the process ends and releases the folders. The next call opens them again. */
const IDLE_MS = 10 * 60_000;

const writing = new ChildCalls<DatasetApi>({
  file: join(__dirname, 'dataset-process.js'),
  name: 'dataset process',
  problem: 'The dataset process gave no result',
  remedy: 'The image may be damaged, or too large for this machine',
  isPatient: true,
  idleMs: IDLE_MS,
  beforeIdleEnd: 'releaseAll',
});
const users = new Set<number>();
let lastUser = 0;

/**
 * Opens a dataset, or creates one.
 * @param folder absolute path; created if it does not exist
 * @param timeoutMs milliseconds that a call may take without progress, at most 2147483647; 0 = no limit. Waiting for other
 * calls does not count
 * @throws VisionError `INVALID_INPUT`; `BAD_DATASET` if the folder is not a dataset of this format, or is in use
 */
export async function openDataset(
  folder: string,
  settings: Partial<DatasetSettings>,
  { timeoutMs: given = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Promise<Dataset> {
  const timeoutMs = checkedUpTo('timeoutMs', given, MAX_TIMER_MS);
  const target = { user: ++lastUser, folder: checkedFolder(folder), settings: checkedSettings(settings) };
  const closed = (): VisionError => new VisionError('BAD_DATASET', `The dataset was closed: ${folder}`);
  const ask = <Method extends MethodOf<DatasetApi>>(
    method: Method,
    params: ParamsOf<DatasetApi, Method>,
  ): Promise<ResultOf<DatasetApi, Method>> => writing.ask(method, params, { timeoutMs });
  const leave = async (): Promise<void> => {
    users.delete(target.user);
    if (users.size === 0) await writing.end(closed());
  };
  let closing: Promise<void> | undefined;
  users.add(target.user);
  try {
    await ask('open', target);
  } catch (error) {
    await leave();
    throw error;
  }

  return {
    async find(image) {
      if (closing) throw closed();
      return ask('find', { ...target, image: sendableImage(image) });
    },

    async add({ image, decode, name, size, boxUnit }, detections, provenance = {}) {
      if (closing) throw closed();
      const picture = {
        image: sendableImage(image),
        ...(decode === undefined ? {} : { decode }),
        ...(name === undefined ? {} : { name: name.slice(-MAX_PATH) }),
        ...(size === undefined ? {} : { size }),
        ...(boxUnit === undefined ? {} : { boxUnit }),
      };
      return ask('add', { ...target, picture, detections: sendableDetections(detections), provenance });
    },

    close() {
      closing ??= ask('close', target).finally(leave);
      return closing;
    },
  };
}
