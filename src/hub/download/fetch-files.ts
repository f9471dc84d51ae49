import { rm } from 'node:fs/promises';
import { withFileLock } from '../../files/file-lock';
import { makeFolder } from '../../files/make-folder';
import { isLfsPointer, MAX_POINTER_BYTES } from '../../model-files/lfs-pointer';
import { type CachedFile, isCached } from '../cache/cached-file';
import { linkFile } from '../cache/link-file';
import { markVerified } from '../cache/verified-file';
import { noSpace, publishedPointer } from '../errors';
import type { OnProgress } from '../progress';
import { downloadFile, incompleteBytes } from './download-file';
import type { HttpClient } from './http';
import type { HubApi } from './hub-api';
import type { RetryPolicy } from './retry';

/** Access to network, clock and disk. Tests replace parts of it. */
export interface FetchTools {
  readonly api: HubApi;
  readonly client: HttpClient;
  readonly retry: RetryPolicy;
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** The call that files are fetched for. */
export interface FetchCall {
  /** The name as the user wrote it. */
  readonly model: string;
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly report: OnProgress;
}

/** Interval of progress reports. They are sent without progress too, as a sign of life. */
export const REPORT_MS = 250;
/** Disk space that stays free for other programs. */
const RESERVE_BYTES = 32e6;

/**
 * Downloads files into the cache. They appear there one by one, each complete and verified.
 * @throws VisionError `DOWNLOAD_FAILED`, `MODEL_NOT_FOUND`; errors of the file system; the signal's reason
 */
export async function fetchFiles(files: readonly CachedFile[], tools: FetchTools, call: FetchCall): Promise<void> {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const received = new Map(
    await Promise.all(files.map(async (one) => [one, await incompleteBytes(one.blob)] as const)),
  );
  const receivedBytes = (): number => [...received.values()].reduce((sum, bytes) => sum + bytes, 0);

  const needed = totalBytes - receivedBytes();
  await makeFolder(call.cacheFolder);
  const free = await tools.freeBytes(call.cacheFolder);
  if (needed + RESERVE_BYTES > free) throw noSpace(call.model, needed, free, RESERVE_BYTES, call.cacheFolder);

  const report = (isDone: boolean): void =>
    call.report({ model: call.model, receivedBytes: Math.min(receivedBytes(), totalBytes), totalBytes, isDone });
  report(false);
  const timer = setInterval(() => report(false), REPORT_MS);
  try {
    // One after the other, small files first: a refusal or a wrong setting shows before the long wait.
    for (const one of [...files].sort((a, b) => a.file.size - b.file.size)) {
      await fetchFile(one, tools, call.signal, (bytes) => received.set(one, bytes));
      received.set(one, one.file.size);
    }
  } finally {
    clearInterval(timer);
  }
  report(true);
}

async function fetchFile(
  one: CachedFile,
  { api, client, retry }: FetchTools,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { repository, commit, file, blob, name, folder } = one;
  const subject = api.subject(repository, commit, file.path);
  // Another process may be downloading the file. Its progress is reported.
  let isWatching = true;
  const watch = setInterval(() => void incompleteBytes(blob).then((bytes) => isWatching && onBytes(bytes)), REPORT_MS);
  const stopWatching = (): void => {
    isWatching = false;
    clearInterval(watch);
  };
  try {
    // If a lock was taken over too early, two processes may write. The hash detects damage, and the file is fetched again.
    await withFileLock(`${blob}.lock`, signal, async () => {
      stopWatching();
      if (await isCached(one)) return;
      await downloadFile(client, retry, {
        url: api.fileUrl(repository, commit, file.path),
        file,
        target: blob,
        subject,
        signal,
        onBytes,
      });
      if (file.size < MAX_POINTER_BYTES && (await isLfsPointer(blob))) {
        await rm(blob, { force: true });
        throw publishedPointer(subject);
      }
      await markVerified(folder, blob, file);
      await linkFile(blob, name);
    });
  } finally {
    stopWatching();
  }
}
