import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeWholeFile } from '../files/whole-file';
import type { AnnotationFile } from './formats/format';
import { privateFolder } from './manifest';

/**
 * Files of a picture wait here until its record is in the log, so that a crash leaves all of it or nothing: what waits for a
 * record that came is moved to its place by the next start, the rest is removed. A waiting folder has the name of the place
 * in the log at which the record begins.
 */
const stagingFolder = (folder: string): string => join(privateFolder(folder), 'staged');

/** A name for files that are renamed once they are whole. */
export const temporaryFile = (folder: string): string => join(privateFolder(folder), 'unfinished');

export async function stage(folder: string, logEnd: number, files: readonly AnnotationFile[]): Promise<void> {
  const waiting = join(stagingFolder(folder), String(logEnd));
  await rm(waiting, { recursive: true, force: true });
  await mkdir(waiting, { recursive: true });
  for (const { path, content } of files) await writeWholeFile(join(waiting, path), content, temporaryFile(folder));
}

/** Moves to their places the files that waited for the record at this place of the log. */
export async function publish(folder: string, recordOffset: number): Promise<void> {
  const waiting = join(stagingFolder(folder), String(recordOffset));
  const entries = await readdir(waiting, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, relative(waiting, from));
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  }
  await rm(waiting, { recursive: true, force: true });
}

/** Ends what a crash interrupted. */
export async function finishStaged(folder: string, logEnd: number): Promise<void> {
  const waiting = await readdir(stagingFolder(folder)).catch(() => []);
  for (const recordOffset of waiting.map(Number)) if (recordOffset < logEnd) await publish(folder, recordOffset);
  await rm(stagingFolder(folder), { recursive: true, force: true });
  await rm(temporaryFile(folder), { force: true });
}
