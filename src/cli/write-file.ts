import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that is there as a whole or not at all, in folders that are made where they are missing. */
export async function writeWholeFile(file: string, data: Buffer): Promise<void> {
  const part = `${file}.part`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(part, data);
  await rename(part, file);
}
