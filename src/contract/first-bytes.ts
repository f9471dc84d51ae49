/** Bytes at the start of a file that are looked at. */
export const HEAD_BYTES = 4096;

/** The first bytes of a file as Latin-1: one character for each byte. */
export const headOf = (bytes: Buffer): string => bytes.toString('latin1', 0, HEAD_BYTES);

/** @param start characters that the head must start with; a full stop stands for any byte */
export function startsWith(head: string, start: string): boolean {
  if (head.length < start.length) return false;
  for (let at = 0; at < start.length; at++) if (start[at] !== '.' && start[at] !== head[at]) return false;
  return true;
}

/** The brands in the first box of an ISO media file, such as AVIF, HEIC and MP4; the main brand first. */
export function brandsOf(head: string): string[] {
  if (!startsWith(head, '....ftyp')) return [];
  const size = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE();
  const [main = '', _version, ...others] = head.slice(8, Math.min(size, 256)).match(/[\s\S]{4}/g) ?? [];
  return [main, ...others];
}
