/** File systems take 255 bytes: so many characters of four, and the suffix. */
const MAX_LENGTH = 60;

/** Windows has devices of these names in every folder. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name without extension that is free: from the picture's own where it has one, with a part of the hash where another
 * picture has that already.
 * @param name a file name or path, of whichever system
 * @param isTaken asked with names in lower case, since some file systems do not tell cases apart
 */
export function fileStem(name: string | undefined, hash: string, isTaken: (stem: string) => boolean): string {
  const own = safeStem(name ?? '');
  const candidates = own === '' ? [hash.slice(0, 16), hash] : [own, `${own}-${hash.slice(0, 8)}`, `${own}-${hash}`];
  return candidates.find((stem) => !isTaken(stem.toLowerCase())) ?? hash;
}

/** Without spaces, because lists of pictures are often read word by word. */
function safeStem(name: string): string {
  const file = name.split(/[\\/]/).at(-1)!;
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
