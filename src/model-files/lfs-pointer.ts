import { open, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VisionError } from '../errors';
import { isDataOf } from './needed-files';

/** The start of every pointer: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER = 'version https://git-lfs.github.com/spec/';
/** A pointer is smaller than this. */
export const MAX_POINTER_BYTES = 1024;

export const isLfsPointerText = (text: string): boolean => text.startsWith(POINTER) && text.length < MAX_POINTER_BYTES;

/** Whether git stored a pointer in place of the file, because git-lfs was not installed when the repository was cloned. */
export async function isLfsPointer(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size >= MAX_POINTER_BYTES) return false;
      return isLfsPointerText(await handle.readFile('latin1'));
    } finally {
      await handle.close();
    }
  } catch {
    // It cannot be read. Whoever needs it reports that.
    return false;
  }
}

/**
 * The file of a graph that is a pointer: the graph itself, or one with its external data.
 * @param weights folder of the external data
 */
export async function lfsPointerOf(graph: string, weights = dirname(graph)): Promise<string | undefined> {
  if (await isLfsPointer(graph)) return graph;
  let content: Buffer | undefined;
  for (const name of await readdir(weights).catch(() => [])) {
    const file = join(weights, name);
    if (name.endsWith('.onnx') || !(await isLfsPointer(file))) continue;
    // Exporters may call the file with the data as they like. The graph has its name.
    content ??= await readFile(graph).catch(() => Buffer.of());
    if (isDataOf(basename(graph), name) || content.includes(name)) return file;
  }
  return undefined;
}

export const lfsPointerError = (file: string): VisionError =>
  new VisionError(
    'MODEL_UNSUPPORTED',
    `Only a git-lfs pointer is in ${file}. Install git-lfs, and run "git lfs pull" in the model's folder`,
  );
