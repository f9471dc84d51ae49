import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** -1 where there is none. */
export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => -1,
  );

/** The same for all names of one content. */
export const idOf = async (file: string): Promise<string> => {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats ? `${stats.dev} ${stats.ino}` : file;
};

export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

/** Each content once, by whichever names it is reached. */
export async function bytesIn(folder: string): Promise<number> {
  const sizes = new Map<string, number>();
  for (const file of await filesIn(folder)) sizes.set(await idOf(file), Math.max(await sizeOf(file), 0));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
