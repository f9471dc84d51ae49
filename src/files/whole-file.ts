import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder';

export type FileContent = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Streamed content is written in pieces of about this many bytes. */
const PIECE_BYTES = 1 << 20;

/**
 * Writes a file completely or not at all, even if the process or the machine stops. Makes missing folders.
 * @param temporary path of the unfinished file, on the same file system
 * @param within a folder that is not made
 */
export async function writeWholeFile(
  file: string,
  content: FileContent,
  {
    temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`,
    ...limit
  }: { readonly temporary?: string; readonly within?: string } = {},
): Promise<void> {
  for (const path of [file, temporary]) await makeFolder(dirname(path), limit);
  try {
    const handle = await open(temporary, 'w');
    try {
      await writeContent(handle, content);
      // Some file systems write the new name to disk before the content. The file would be empty after a power cut.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeContent(handle: FileHandle, content: FileContent): Promise<void> {
  if (typeof content === 'string' || content instanceof Uint8Array) return handle.writeFile(content);
  let pieces: Buffer[] = [];
  let length = 0;
  const write = async (): Promise<void> => {
    await handle.writeFile(Buffer.concat(pieces));
    pieces = [];
    length = 0;
  };
  for await (const part of content) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.length);
    pieces.push(bytes);
    length += bytes.length;
    if (length >= PIECE_BYTES) await write();
  }
  await write();
}
