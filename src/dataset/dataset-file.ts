import { join } from 'node:path';
import { type FileContent, writeWholeFile } from '../files/whole-file';

/** The folder of the files that only this package needs. */
export const privateFolder = (folder: string): string => join(folder, '.grounded-sam');

/** Path of a file that is being written. It is renamed once it is complete. */
export const temporaryFile = (folder: string): string => join(privateFolder(folder), 'unfinished');

/**
 * Writes a file of a dataset completely or not at all. Makes missing folders, but not that of the dataset: if it was removed
 * meanwhile, the file would be alone in a new folder, which is no dataset.
 * @param folder of the dataset
 * @throws errors of the file system, such as `ENOENT` if the folder does not exist
 */
export const writeDatasetFile = (folder: string, file: string, content: FileContent): Promise<void> =>
  writeWholeFile(file, content, { temporary: temporaryFile(folder), within: folder });
