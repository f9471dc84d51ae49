import { open, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../files/make-folder';
import type { RemoteFile } from '../../model-files/repository-listing';
import { addFile, contentHash } from '../cache/content-hash';
import { gaveUp, type Subject, webPage, wrongContent } from '../errors';
import { type HttpClient, type HttpResponse, isWebPage } from './http';
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

/** With this many new bytes, an attempt counts as progress. Small files need fewer. */
const MAX_STEP_BYTES = 1 << 16;

/**
 * Downloads a file, resuming what an earlier attempt or an earlier process received.
 * @throws VisionError `DOWNLOAD_FAILED`, `MODEL_NOT_FOUND`; errors of the file system; the signal's reason
 */
export async function downloadFile(client: HttpClient, retry: RetryPolicy, download: FileDownload): Promise<void> {
  const { file, target, subject, signal } = download;
  await makeFolder(dirname(target));
  let wasDamaged = false;
  // Only bytes beyond those of all earlier attempts are progress. A server that always begins again makes none.
  let progressBytes = 0;
  const step = Math.min(file.size / 1000, MAX_STEP_BYTES);
  await withRetries(
    retry,
    signal,
    (attempts, cause) => gaveUp(subject, attempts, cause),
    async (onProgress) => {
      const isValid = await receive(client, download, (bytes, isNew) => {
        if (isNew && bytes < progressBytes + step) return;
        if (isNew) onProgress();
        progressBytes = Math.max(progressBytes, bytes);
      });
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
 * @param onKept called with the bytes in the file, and whether some of them just arrived
 * @returns whether the complete file has the right hash
 * @throws TryAgain if the file is not complete yet
 */
async function receive(
  client: HttpClient,
  { url, file, target, subject, signal, onBytes }: FileDownload,
  onKept: (bytes: number, isNew: boolean) => void,
): Promise<boolean> {
  const path = incomplete(target);
  let hash = contentHash(file);
  let bytes = await addFile(hash, path);
  if (bytes > file.size) return false;
  onBytes(bytes);
  onKept(bytes, false);
  if (bytes < file.size || bytes === 0) {
    const headers = bytes > 0 ? { range: `bytes=${bytes}-` } : {};
    const response = await client.get(url, subject, { headers, signal });
    const problem = announcedProblem(response, bytes, file);
    if (problem) {
      response.body.on('error', () => undefined).destroy();
      // The range that is left cannot be had: the next attempt asks for the complete file.
      if (response.status !== 200 && bytes > 0) await truncate(path, 0);
      throw new TryAgain(problem);
    }
    const handle = await open(path, 'a');
    try {
      let isResumed = startOf(response) === bytes;
      let isFirst = true;
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        if (isFirst && response.status === 200 && isWebPage(chunk)) throw webPage(subject, response.host);
        isFirst = false;
        if (!isResumed) {
          // The server cannot resume. What is kept is given up only for a file that arrives.
          await handle.truncate(0);
          hash = contentHash(file);
          bytes = 0;
          isResumed = true;
        }
        hash.update(chunk);
        await handle.writeFile(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        onKept(bytes, true);
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

/** Why a response cannot be the missing bytes of the file, as far as its headers say so. */
function announcedProblem(response: HttpResponse, bytes: number, { size }: RemoteFile): string | undefined {
  const { status, headers } = response;
  const start = startOf(response);
  if (start !== bytes && start !== 0) return `the hub responded with ${status} to a range request`;
  // A part of a file may be shorter than requested.
  const length = status === 200 ? headers['content-length'] : undefined;
  return length === undefined || Number(length) === size
    ? undefined
    : `the hub sent ${String(length)} bytes instead of ${size}`;
}

/** Position in the file of the first byte of a response. */
function startOf({ status, headers }: HttpResponse): number | undefined {
  if (status === 200) return 0;
  const start = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''))?.[1];
  return status === 206 && start !== undefined ? Number(start) : undefined;
}
