import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { goldenFile } from './goldens';

/** Temporary model folders put together from files of the goldens. */
export function openGoldenFolders() {
  const base = mkdtempSync(join(tmpdir(), 'golden-folders-'));
  return {
    /** @param files by their paths in the folder, each the path of a golden */
    join(name: string, files: Readonly<Record<string, string>>): string {
      const folder = join(base, name);
      for (const [path, golden] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        copyFileSync(goldenFile(golden), join(folder, path));
      }
      return folder;
    },
    remove: () => rmSync(base, { recursive: true }),
  };
}
