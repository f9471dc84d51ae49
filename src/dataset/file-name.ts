import { basename, extname } from 'node:path/posix';

/** In characters of at most four bytes. File systems allow 255 bytes, and a suffix needs some. */
const MAX_LENGTH = 60;

/** Characters at the end of a path that a name is made from. */
export const MAX_PATH = 4096;

/** Windows has devices with these names in every folder. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A free file name without extension. It is made from `name`, with a part of the hash if another image has that name.
 * @param name a file name or path, of any system; without one, the file is named by its hash
 * @param isTaken gets names in lower case, because some file systems ignore case
 */
export function fileStem(name: string | undefined, hash: string, isTaken: (stem: string) => boolean): string {
  const own = safeStem(name ?? '');
  const candidates = own === '' ? [hash.slice(0, 16), hash] : [own, `${own}-${hash.slice(0, 8)}`, `${own}-${hash}`];
  return candidates.find((stem) => !isTaken(stem.toLowerCase())) ?? hash;
}

/** Without spaces, because lists of images are often read word by word. */
function safeStem(name: string): string {
  const file = name.slice(-MAX_PATH).split(/[\\/]/).at(-1)!;
  const safe = file
    .replace(/\.[^.]*$/, '')
    .normalize('NFC')
    .replace(/[\s\p{Cc}\p{Cs}<>:"|?*]+/gu, '_');
  const stem = [...safe]
    .slice(0, MAX_LENGTH)
    .join('')
    .replace(/^[._]+|[._]+$/g, '');
  return RESERVED.test(stem) ? `${stem}_` : stem;
}

/** The name of an image file without folder and extension. */
export const stemOf = (file: string): string => basename(file, extname(file));

/** Where an image of a dataset is. */
export const locationOf = <Split>({ file, split }: { readonly file: string; readonly split: Split }) => ({
  ...{ stem: stemOf(file), extension: extname(file), split },
});
