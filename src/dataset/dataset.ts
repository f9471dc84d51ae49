import { join } from 'node:path';
import { MovableCopies } from '../calls/movable';
import { SharedThread } from '../calls/shared-thread';
import type { Detection, ImageInput } from '../contract';
import { VisionError } from '../errors';
import type { DatasetApi } from './dataset-api';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import { checkedFolder, checkedSettings, type DatasetSettings } from './settings';

// Loads sharp in this thread too. If only the dataset thread loads it, its native library ends with that thread and
// cannot be loaded again: https://sharp.pixelplumbing.com/install#worker-threads
import '../image/encode';

/** One user's access to a dataset. All users of a process share one writer. Other processes are refused meanwhile. */
export interface Dataset {
  /**
   * The entry of an image with the same bytes, if there is one. A resumed run need not run its models for it.
   * @throws VisionError `BAD_DATASET`
   */
  find(image: ImageInput): Promise<DatasetEntry | undefined>;
  /**
   * Adds an image, or replaces the annotations of an image with the same bytes. Once the promise resolves, the image
   * survives a crash.
   * @param detections boxes and masks in pixels of the upright image
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `BAD_DATASET`
   */
  add(picture: DatasetPicture, detections: readonly Detection[], provenance?: Provenance): Promise<AddResult>;
  /** Writes the index files, which are about all images, and ends this access. @throws VisionError `BAD_DATASET` */
  close(): Promise<void>;
}

/**
 * Opens a dataset, or creates one.
 * @param folder absolute path; created if it does not exist
 * @throws VisionError `INVALID_INPUT`; `BAD_DATASET` if the folder is not a dataset of this format, or is in use
 */
export async function openDataset(folder: string, settings: Partial<DatasetSettings>): Promise<Dataset> {
  const target = { user: ++lastUser, folder: checkedFolder(folder), settings: checkedSettings(settings) };
  const closed = (): VisionError => new VisionError('BAD_DATASET', `The dataset was closed: ${folder}`);
  const leave = async (): Promise<void> => {
    users.delete(target.user);
    if (users.size === 0) await thread.end(closed());
  };
  let closing: Promise<void> | undefined;
  users.add(target.user);
  try {
    await thread.ask('open', target);
  } catch (error) {
    await leave();
    throw error;
  }

  return {
    async find(image) {
      if (closing) throw closed();
      const copies = new MovableCopies();
      const params = { ...target, image: await copies.image(image) };
      if (closing) throw closed();
      return thread.ask('find', params, copies);
    },

    async add({ image, name, size }, detections, provenance = {}) {
      if (closing) throw closed();
      const copies = new MovableCopies();
      const picture = {
        image: await copies.image(image),
        ...(name === undefined ? {} : { name }),
        ...(size === undefined ? {} : { size }),
      };
      const objects = await copies.detections(detections);
      if (closing) throw closed();
      return thread.ask('add', { ...target, picture, detections: objects, provenance }, copies);
    },

    close() {
      closing ??= thread.ask('close', target).finally(leave);
      return closing;
    },
  };
}

const thread = new SharedThread<DatasetApi>(join(__dirname, 'dataset-thread.js'), 'dataset thread');
const users = new Set<number>();
let lastUser = 0;
