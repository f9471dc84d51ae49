import { join } from 'node:path';
import { MovableCopies } from '../calls/movable';
import { SharedThread } from '../calls/shared-thread';
import type { Detection, ImageInput } from '../contract';
import { VisionError } from '../errors';
import type { DatasetApi } from './dataset-api';
import type { AddResult, DatasetEntry, DatasetPicture } from './picture';
import type { Provenance } from './provenance';
import { checkedFolder, checkedSettings, type DatasetSettings } from './settings';

// Loads sharp here too. If only a thread had it, its native library would be gone with that thread and could not be
// loaded again: https://sharp.pixelplumbing.com/install#worker-threads
import '../image/encode';

/** One user's access to a dataset. All users of one process share its writer; another process is refused meanwhile. */
export interface Dataset {
  /** The entry of the same bytes, without adding them: a run that goes on can leave its models alone. */
  find(image: ImageInput): Promise<DatasetEntry | undefined>;
  /**
   * Adds a picture, or replaces the annotations of the same bytes. Once it resolves, the picture survives a crash.
   * @throws VisionError `BAD_IMAGE`, `BAD_BOXES`, `BAD_DATASET`
   */
  add(picture: DatasetPicture, detections: readonly Detection[], provenance?: Provenance): Promise<AddResult>;
  /** Writes the files that are about all pictures and gives this access back. */
  close(): Promise<void>;
}

/**
 * Makes a dataset or goes on with one.
 * @param folder absolute; made where it is not there
 * @throws VisionError `INVALID_INPUT`; `BAD_DATASET` where the folder holds something else or another process writes there
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
