import { sendableDetections, sendableImage } from '../calls/sendable';
import type { Detection, ImageInput } from '../contract';
import { VisionError } from '../errors';
import { imageTimeout } from '../process/image-process';
import { joinDatasets } from './dataset-access';
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
  { timeoutMs: given }: { readonly timeoutMs?: number } = {},
): Promise<Dataset> {
  const timeoutMs = imageTimeout(given);
  const checked = { folder: checkedFolder(folder), settings: checkedSettings(settings) };
  const { user, ask, leave } = joinDatasets(timeoutMs);
  const target = { user, ...checked };
  const closed = (): VisionError => new VisionError('BAD_DATASET', `The dataset was closed: ${folder}`);
  let closing: Promise<void> | undefined;
  try {
    await ask('open', target);
  } catch (error) {
    await leave(closed());
    throw error;
  }

  return {
    async find(image) {
      if (closing) throw closed();
      return ask('find', { ...target, image: sendableImage(image) });
    },

    async add({ image, decode, name, size, boxUnit, split }, detections, provenance = {}) {
      if (closing) throw closed();
      const picture = {
        image: sendableImage(image),
        ...(decode === undefined ? {} : { decode }),
        ...(name === undefined ? {} : { name: name.slice(-MAX_PATH) }),
        ...(size === undefined ? {} : { size }),
        ...(boxUnit === undefined ? {} : { boxUnit }),
        ...(split === undefined ? {} : { split }),
      };
      return ask('add', { ...target, picture, detections: sendableDetections(detections), provenance });
    },

    close() {
      closing ??= ask('close', target).finally(() => leave(closed()));
      return closing;
    },
  };
}
