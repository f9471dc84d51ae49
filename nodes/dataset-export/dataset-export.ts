import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Dataset, messageOf, openDataset } from '../../src';
import { attempt } from '../shared/attempt';
import { busyOptionsFrom } from '../shared/busy';
import { offerDataset } from '../shared/dataset-folders';
import { detectionsOptions, readDetections } from '../shared/detections-source';
import { imageOptions, readImage } from '../shared/image-source';
import { reading, reportedImageSize, writeMessage } from '../shared/message';
import { type Migration, migrated } from '../shared/migrations';
import { onMessage, type Work } from '../shared/on-message';
import { readOptions, textOption, type Values } from '../shared/options';
import { imagesStatus, keptStatus } from '../shared/status-texts';
import { timeLimitOptions } from '../shared/time-limit';
import { datasetOptions, datasetSettings } from './dataset-settings';
import { imageNameOptions, readImageName } from './image-name';
import { provenanceOf } from './provenance';

/** A dataset should have every image, so messages queue. */
const busy = busyOptionsFrom({ busy: 'queue', queueLength: 100 });

export const options = {
  ...imageOptions,
  ...detectionsOptions,
  ...imageNameOptions,
  ...datasetOptions,
  ...busy,
  ...timeLimitOptions,
  folder: textOption('dataset'),
  output: textOption('dataset'),
} as const;

/** Steps from the settings of older versions. */
export const migrations: readonly Migration[] = [];

export default function register(RED: NodeAPI): void {
  function DatasetExportNode(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    const config = migrated(saved, migrations);
    const folderIn = (folder: string): string => resolve(RED.settings.userDir ?? '', folder);
    let opening: Promise<Dataset> | undefined;
    /** Since the deploy. */
    const counts = { kept: 0, skipped: 0 };
    const saving = attempt(() => readOptions({ folder: options.folder }, config).folder);
    if (saving !== undefined) offerDataset(this, folderIn(saving));

    /** The first message opens the dataset. If that fails, the next one tries again: the folder may be free by then. */
    function open({ folder, timeoutSeconds, ...values }: Values<typeof options>): Promise<Dataset> {
      opening ??= openDataset(folderIn(folder), datasetSettings(values), { timeoutMs: timeoutSeconds * 1000 }).catch(
        (error) => {
          opening = undefined;
          throw error;
        },
      );
      return opening;
    }

    const work: Work = async (msg, { handling }) => {
      const settings = readOptions(options, config, msg);
      const { detections, boxUnit } = await readDetections(RED, this, settings, msg);
      const source = await readImage(RED, this, settings, msg);
      const name = await readImageName(RED, this, settings, msg);
      const size = reportedImageSize(msg);
      const provenance = reading('msg.vision', 'INVALID_INPUT', () => provenanceOf(msg));
      const dataset = await open(settings);
      const picture = { ...source, ...name, ...(size && { size }), boxUnit };
      const added = await dataset.add(picture, detections, provenance);

      counts[added.file === null ? 'skipped' : 'kept']++;
      writeMessage(RED, msg, settings.output, { ...added, ...counts, ...handling() });
      const isChoosing = settings.keep !== 'all' || settings.perClass > 0 || settings.perHour > 0;
      return isChoosing ? keptStatus(counts) : imagesStatus('added', added.pictures);
    };
    onMessage(RED, this, config, work, { busy });

    this.on('close', (done: () => void) => {
      const closed = opening?.then((dataset) => dataset.close());
      void Promise.resolve(closed)
        .catch((error: unknown) => this.warn(messageOf(error)))
        .finally(done);
    });
  }
  RED.nodes.registerType('dataset-export', DatasetExportNode);
}
