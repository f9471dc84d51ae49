import { basename } from 'node:path';
import type { DatasetContent } from './formats/format';
import type { Manifest } from './manifest';
import type { LogEntry, PictureLog } from './picture-log';
import { program } from './program';
import { isShown } from './review/reviewed-object';
import { type DatasetSettings, datasetSplits } from './settings';

/**
 * The content of a dataset as it is now, without rejected objects.
 * @param shares a split with a share above 0 has files, also without images
 * @param onProgress called when an image is read
 */
export function datasetContent(
  folder: string,
  { classes, created }: Manifest,
  log: PictureLog,
  shares: DatasetSettings['split'],
  onProgress: () => void,
): DatasetContent {
  const entries = [...log.entries.values()];
  const splits = datasetSplits.filter((part) => shares[part] > 0 || entries.some((entry) => entry.split === part));
  const read = async (entry: LogEntry) => {
    onProgress();
    const record = await log.read(entry);
    return { ...record, objects: record.objects.filter(isShown) };
  };
  return { name: basename(folder), classes, created, program, splits, entries, read };
}
