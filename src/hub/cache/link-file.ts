import { link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Gives a blob its name in a snapshot: a relative link as huggingface_hub makes it. Windows often forbids those, and some
 * disks know no links at all: then a hard link, else the file itself moves.
 */
export async function linkFile(blob: string, name: string): Promise<void> {
  await mkdir(dirname(name), { recursive: true });
  // A link of that name leads to something else, or to nothing.
  await rm(name, { force: true });
  await symlink(relative(dirname(name), blob), name, 'file')
    .catch(() => link(blob, name))
    .catch(async (error: NodeJS.ErrnoException) => {
      // Else another process linked the same file meanwhile.
      if (error.code !== 'EEXIST') await rename(blob, name);
    });
}
