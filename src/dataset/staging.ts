import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeFolder } from '../files/make-folder';
import { privateFolder, temporaryFiles, writeDatasetFile } from './dataset-file';
import type { AnnotationFile } from './formats/format';

/**
 * Files of an image wait here until its record is in the log, so that a crash leaves all of them or none. After a crash, the
 * next start moves files whose record is in the log to their paths and removes the others. The name of a waiting folder is
 * the offset of its record in the log.
 */
const stagingFolder = (folder: string): string => join(privateFolder(folder), 'staged');

/** Writes the files of an image whose record will be at `logEnd`, in bytes. */
export async function stage(folder: string, logEnd: number, files: readonly AnnotationFile[]): Promise<void> {
  const waiting = join(stagingFolder(folder), String(logEnd));
  await rm(waiting, { recursive: true, force: true });
  await makeFolder(waiting, { within: folder });
  for (const { path, content } of files) await writeDatasetFile(folder, join(waiting, path), content);
}

/** Moves the files that waited for the record at this offset to their paths. */
export async function publish(folder: string, recordOffset: number): Promise<void> {
  const waiting = join(stagingFolder(folder), String(recordOffset));
  const entries = await readdir(waiting, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, relative(waiting, from));
    await makeFolder(dirname(to), { within: folder });
    await rename(from, to);
  }
  await rm(waiting, { recursive: true, force: true });
}

/** Removes published files, and their folders if these are empty then. */
export async function unpublish(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await rm(join(folder, file), { force: true });
    let path = dirname(file);
    while (path !== '.' && (await isRemoved(join(folder, path)))) path = dirname(path);
  }
}

/** Removes a folder unless it has files. */
const isRemoved = (folder: string): Promise<boolean> =>
  rmdir(folder).then(
    () => true,
    () => false,
  );

/** Publishes or removes the files that waited during a crash. */
export async function finishStaged(folder: string, logEnd: number): Promise<void> {
  const waiting = await readdir(stagingFolder(folder)).catch(() => []);
  for (const recordOffset of waiting.map(Number)) if (recordOffset < logEnd) await publish(folder, recordOffset);
  await rm(stagingFolder(folder), { recursive: true, force: true });
  for (const file of Object.values(temporaryFiles(folder))) await rm(file, { force: true });
}
