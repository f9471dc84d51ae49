import { realpath, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeWholeFile } from '../files/whole-file';
import { invalidInput, messageOf, VisionError } from '../index';

/** The file of `--out`, which was found to be writable. */
export interface ResultFile {
  write(text: string): Promise<void>;
}

/**
 * Checks before the work whether its results can be written. Makes missing folders.
 * @throws VisionError `INVALID_INPUT`
 */
export async function openResultFile(out: string): Promise<ResultFile> {
  if (out === '') throw invalidInput('--out', 'a file', out);
  const stats = await stat(out).catch(() => undefined);
  if (stats?.isDirectory()) throw invalidInput('--out', 'a file, not a folder', out);
  // A device or a pipe is written to. A new file in its place would remove it.
  if (stats && !stats.isFile()) return { write: (text) => writeFile(out, text) };
  // A link stays a link.
  const file = stats ? await realpath(out) : resolve(out);
  const trial = `${file}.${process.pid}`;
  try {
    await writeWholeFile(trial, '');
    await rm(trial);
  } catch (error) {
    throw new VisionError('INVALID_INPUT', `--out cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return { write: (text) => writeWholeFile(file, text) };
}
