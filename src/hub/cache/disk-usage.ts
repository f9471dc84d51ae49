import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** In bytes; -1 if the file does not exist. */
export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => -1,
  );

/** Equal for all links to one content. */
export const idOf = async (file: string): Promise<string> => {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats ? `${stats.dev} ${stats.ino}` : file;
};

/** Absolute paths, with those in subfolders. Empty if the folder does not exist. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

/** Size of a folder in bytes. Several links to one content count once. */
export async function bytesIn(folder: string): Promise<number> {
  const sizes = new Map<string, number>();
  for (const file of await filesIn(folder)) sizes.set(await idOf(file), Math.max(await sizeOf(file), 0));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
