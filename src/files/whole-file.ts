import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Streamed content arrives in texts of any length. */
export type FileContent = string | Uint8Array | AsyncIterable<string>;

/** Streamed content is written in pieces of at least this many characters. */
const PIECE_LENGTH = 1 << 20;

/**
 * Writes a file completely or not at all, even if the process or the machine stops. Creates missing folders.
 * @param temporary path of the unfinished file, on the same file system
 */
export async function writeWholeFile(
  file: string,
  content: FileContent,
  temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`,
): Promise<void> {
  await Promise.all([mkdir(dirname(file), { recursive: true }), mkdir(dirname(temporary), { recursive: true })]);
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
  let piece = '';
  for await (const text of content) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    await handle.writeFile(piece);
    piece = '';
  }
  await handle.writeFile(piece);
}
