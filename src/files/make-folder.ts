import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and the missing folders above it. `mkdir` with `recursive` never returns where a folder exists in which no
 * other can be made, such as `/proc`.
 * @param limits `mode`: permissions of new folders; `within`: a folder that is not made
 * @throws errors of the file system
 */
export async function makeFolder(
  folder: string,
  limits: { readonly mode?: number; readonly within?: string } = {},
): Promise<void> {
  const { mode = 0o777, within } = limits;
  if (folder === within) return void (await stat(folder));
  try {
    await mkdir(folder, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isThere = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isThere) return;
    const parent = dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent, limits);
    // Another process may have made it meanwhile.
    await mkdir(folder, mode).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'EEXIST') throw failure;
    });
  }
}
