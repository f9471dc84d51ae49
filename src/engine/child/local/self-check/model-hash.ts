import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDataOf } from '../../../../model-files/needed-files';

/** Hashes of files by path, size and time of the last change: hashing 700 MB takes a second or more. */
export type KnownHashes = Record<string, string>;

/**
 * The hash of the content of a model's graphs, with the weights that a graph keeps in files of its own.
 * @param graphs absolute paths
 * @param weights the folder of external data, if it is another folder: known by names, sizes and times of change
 * @param known is completed
 * @returns 64 hexadecimal digits
 */
export async function modelHash(graphs: readonly string[], known: KnownHashes, weights?: string): Promise<string> {
  const hash = createHash('sha256');
  for (const graph of graphs) {
    for (const file of [graph, ...(await dataFiles(graph))]) {
      hash.update(`${basename(file)} ${await fileHash(file, known)}\n`);
    }
  }
  for (const name of weights === undefined ? [] : (await readdir(weights)).sort()) {
    const { size, mtimeMs } = await stat(join(weights!, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function dataFiles(graph: string): Promise<string[]> {
  const names = await readdir(dirname(graph));
  return names
    .filter((name) => isDataOf(basename(graph), name))
    .sort()
    .map((name) => join(dirname(graph), name));
}

/** In the cache of the hub the real file's name is its hash, which the download has verified. */
const BLOB = /[\\/]blobs[\\/]([0-9a-f]{40,64})$/;

async function fileHash(file: string, known: KnownHashes): Promise<string> {
  const path = await realpath(file);
  const blob = BLOB.exec(path)?.[1];
  if (blob !== undefined) return blob;
  const { size, mtimeMs } = await stat(path);
  const key = `${path} ${size} ${mtimeMs}`;
  const cached = known[key];
  if (cached !== undefined) return cached;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  known[key] = hash.digest('hex');
  return known[key];
}
