import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../files/whole-file';
import type { IndexFile } from './formats/format';
import { temporaryFile } from './staging';

/** Each is there as a whole at any time, in its old or its new form. */
export async function writeIndexFiles(folder: string, files: readonly IndexFile[]): Promise<void> {
  for (const { path, content } of files) {
    const file = join(folder, path);
    if (content === undefined) await rm(file, { force: true });
    else await writeWholeFile(file, content, temporaryFile(folder));
  }
}
