import { link, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { makeFolder } from '../../files/make-folder';

/**
 * Links a blob into a snapshot, with a relative symbolic link as huggingface_hub does. Windows often forbids these: then a
 * hard link. Some disks have no links: then the file is moved.
 */
export async function linkFile(blob: string, name: string): Promise<void> {
  await makeFolder(dirname(name));
  // An existing link points to another blob, or to none.
  await rm(name, { force: true });
  await symlink(relative(dirname(name), blob), name, 'file')
    .catch(() => link(blob, name))
    .catch(async (error: NodeJS.ErrnoException) => {
      // EEXIST: another process linked the same file meanwhile.
      if (error.code !== 'EEXIST') await rename(blob, name);
    });
}
