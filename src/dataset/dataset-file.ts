import { join } from 'node:path';
import { type FileContent, writeWholeFile } from '../files/whole-file';

/** The folder of the files that only this package needs. */
export const privateFolder = (folder: string): string => join(folder, '.grounded-sam');

/** Paths of files that are being written. They are renamed once they are complete. Index files are written at any time. */
export const temporaryFiles = (folder: string): { readonly index: string; readonly other: string } => ({
  index: join(privateFolder(folder), 'unfinished-index'),
  other: join(privateFolder(folder), 'unfinished'),
});

/**
 * Writes a file of a dataset completely or not at all. Makes missing folders, but not that of the dataset: if it was removed
 * meanwhile, the file would be alone in a new folder, which is no dataset.
 * @param folder of the dataset
 * @throws errors of the file system, such as `ENOENT` if the folder does not exist
 */
export const writeDatasetFile = (
  folder: string,
  file: string,
  content: FileContent,
  kind: 'index' | 'other' = 'other',
): Promise<void> => writeWholeFile(file, content, { temporary: temporaryFiles(folder)[kind], within: folder });
