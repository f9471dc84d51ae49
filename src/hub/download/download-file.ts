import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RemoteFile } from '../../model-files/repository-listing';
import { addFile, contentHash } from '../cache/content-hash';
import { gaveUp, notWritable, type Subject, wrongContent } from '../errors';
import type { HttpClient, HttpResponse } from './http';
import { type RetryPolicy, TryAgain, withRetries } from './retry';

/** The download of one file. */
export interface FileDownload {
  readonly url: string;
  readonly file: RemoteFile;
  /** Path of the complete, verified file. Until then it grows in `<target>.incomplete`. */
  readonly target: string;
  readonly subject: Subject;
  readonly signal: AbortSignal;
  /** @param bytes received so far; fewer than before if the download starts from the beginning */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Downloads a file, resuming what an earlier attempt or an earlier process received.
 * @throws VisionError `DOWNLOAD_FAILED`, `MODEL_NOT_FOUND`; the signal's reason
 */
export async function downloadFile(client: HttpClient, retry: RetryPolicy, download: FileDownload): Promise<void> {
  const { target, subject, signal } = download;
  await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => {
    throw notWritable(dirname(target), error);
  });
  let wasDamaged = false;
  await withRetries(
    retry,
    signal,
    (attempts, cause) => gaveUp(subject, attempts, cause),
    async (onProgress) => {
      const isValid = await receive(client, download, onProgress);
      if (isValid) return;
      await rm(incomplete(target), { force: true });
      if (wasDamaged) throw wrongContent(subject);
      wasDamaged = true;
      throw new TryAgain('the file arrived damaged', 0);
    },
  );
  await rename(incomplete(target), target);
}

export const incomplete = (target: string): string => `${target}.incomplete`;

export const incompleteBytes = (target: string): Promise<number> =>
  stat(incomplete(target)).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * Receives the missing bytes.
 * @returns whether the complete file has the right hash
 * @throws TryAgain if the file is not complete yet
 */
async function receive(
  client: HttpClient,
  { url, file, target, subject, signal, onBytes }: FileDownload,
  onProgress: () => void,
): Promise<boolean> {
  const path = incomplete(target);
  let hash = contentHash(file);
  let bytes = await addFile(hash, path);
  if (bytes > file.size) return false;
  onBytes(bytes);
  if (bytes < file.size) {
    const headers = bytes > 0 ? { range: `bytes=${bytes}-` } : {};
    const response = await client.get(url, subject, { headers, signal });
    if (bytes > 0 && startOf(response) !== bytes) {
      // The server cannot resume, or not at this byte.
      await truncate(path, 0);
      hash = contentHash(file);
      bytes = 0;
      onBytes(0);
      if (response.status !== 200) {
        await response.body.dump();
        throw new TryAgain(`the hub responded with ${response.status} to a range request`);
      }
    }
    const handle = await open(path, 'a').catch((error: unknown) => {
      throw notWritable(dirname(path), error);
    });
    try {
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await handle.writeFile(chunk).catch((error: unknown) => {
          throw notWritable(dirname(path), error);
        });
        bytes += chunk.length;
        onBytes(bytes);
        onProgress();
        if (bytes > file.size) return false;
      }
      // A power cut after the rename must not leave a file that only looks complete.
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (bytes < file.size) throw new TryAgain(`the connection ended after ${bytes} of ${file.size} bytes`);
  }
  return hash.digest('hex') === file.oid;
}

/** Position in the file of the first byte of a response. */
function startOf({ status, headers }: HttpResponse): number | undefined {
  if (status === 200) return 0;
  const start = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''))?.[1];
  return status === 206 && start !== undefined ? Number(start) : undefined;
}
