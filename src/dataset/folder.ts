import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dirname } from 'node:path/posix';
import { VisionError } from '../errors';
import { isFileLockHeld, lockHolder, type Release, takeFileLock } from '../files/file-lock';
import { privateFolder, writeDatasetFile } from './dataset-file';
import type { IndexFile } from './formats/format';
import { type Manifest, readManifest, writeManifest } from './manifest';
import { type LogEntry, PictureLog } from './picture-log';
import type { DatasetFormat } from './settings';
import { finishStaged } from './staging';

const lockFile = (folder: string): string => join(privateFolder(folder), 'lock');

/** Locks a dataset's folder for this process. @throws VisionError `BAD_DATASET` if another process holds the lock */
export async function lockFolder(folder: string): Promise<Release> {
  const file = lockFile(folder);
  const release = await takeFileLock(file);
  if (release) return release;
  const problem = `The dataset is in use by ${await lockHolder(file)}: ${folder}`;
  throw new VisionError('BAD_DATASET', `${problem}. Close it there first, or choose another folder`);
}

/** Whether this process still holds the lock: false if the folder was removed or replaced. */
export const isFolderLocked = (folder: string): Promise<boolean> => isFileLockHeld(lockFile(folder));

/** @throws VisionError `BAD_DATASET` if the folder has files but is not a dataset */
export async function refuseOtherFiles(folder: string): Promise<void> {
  if (await readManifest(folder)) return;
  // Hidden files belong to this package or to a file browser.
  const others = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (others.length === 0) return;
  const problem = `The folder is not a dataset: ${folder} has other files, such as ${others[0]}`;
  throw new VisionError('BAD_DATASET', `${problem}. Choose an empty or a new folder`);
}

/**
 * The manifest of a dataset. A new folder gets one.
 * @throws VisionError `BAD_DATASET` if it is a dataset of another format
 */
export async function manifestOf(folder: string, format: DatasetFormat): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest) {
    checkFormat(folder, manifest, format);
    return manifest;
  }
  const made: Manifest = { version: 1, format, created: new Date().toISOString(), classes: [] };
  await writeManifest(folder, made);
  return made;
}

/** @throws VisionError `BAD_DATASET` if the dataset has another format */
export function checkFormat(folder: string, manifest: Manifest, format: DatasetFormat): void {
  if (manifest.format === format) return;
  const problem = `The dataset has the format ${manifest.format}, not ${format}: ${folder}`;
  throw new VisionError('BAD_DATASET', `${problem}. Set its format, or choose another folder`);
}

/**
 * Opens the log of a dataset that this process has locked, and completes what a crash interrupted.
 * @param onProgress called while a large dataset is read
 */
export async function openLog(folder: string, onProgress: () => void): Promise<PictureLog> {
  const log = await PictureLog.open(join(folder, 'pictures.jsonl'), onProgress);
  try {
    await finishStaged(folder, log.end);
    for (const before of log.replaced) await removeObsolete(folder, before, log.entries.get(before.hash)!);
    await forgetRemoved(folder, log, onProgress);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Removes the files about an image that its newer annotations do not have. */
export async function removeObsolete(folder: string, before: LogEntry, now: LogEntry): Promise<void> {
  const obsolete = before.files.filter((file) => !now.files.includes(file));
  for (const file of obsolete) await rm(join(folder, file), { force: true });
}

/** An image whose file the user removed is no longer part of the dataset. */
async function forgetRemoved(folder: string, log: PictureLog, onProgress: () => void): Promise<void> {
  const entries = [...log.entries.values()];
  const folders = [...new Set(entries.map(({ file }) => dirname(file)))];
  const listed = await Promise.all(folders.map((name) => readdir(join(folder, name)).catch(() => [])));
  onProgress();
  // Some file systems list names in another Unicode form.
  const files = new Set(listed.flatMap((names, at) => names.map((name) => `${folders[at]}/${name}`.normalize())));
  for (const { hash, file } of entries) if (!files.has(file.normalize())) log.forget(hash);
}

/** Writes the files about all images, or removes those without content. At any time, each file is complete. */
export async function writeIndexFiles(folder: string, files: readonly IndexFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    if (content === undefined) await rm(file, { force: true });
    else await writeDatasetFile(folder, file, content, 'index');
  }
}
