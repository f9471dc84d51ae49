import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside, isSplit } from './checked-record';
import { privateFolder, writeDatasetFile } from './dataset-file';
import type { LogEntry } from './picture-record';

/** A log of at least this many bytes has a summary. Smaller ones are read in milliseconds. */
const LARGE = 4 << 20;
/** Of the entries. A summary of another version is not read. */
const VERSION = 2;

/** The entries of a log as they were when it was closed. */
interface LogSummary {
  readonly version: typeof VERSION;
  /** Of the log's file then: a log that was copied, edited or appended to has others. */
  readonly size: number;
  readonly modifiedMs: number;
  readonly entries: readonly LogEntry[];
}

const summaryFile = (log: string): string => join(privateFolder(dirname(log)), 'entries.json');

/** The entries of a log that has not changed since `writeLogSummary`; else `undefined`. */
export async function readLogSummary(log: string): Promise<readonly LogEntry[] | undefined> {
  const { size, mtimeMs } = await stat(log);
  if (size < LARGE) return undefined;
  try {
    const summary = JSON.parse(await readFile(summaryFile(log), 'utf8')) as LogSummary;
    const isSame = summary.version === VERSION && summary.size === size && summary.modifiedMs === mtimeMs;
    const paths = summary.entries.flatMap(({ file, files }) => [file, ...files]);
    const isChecked = paths.every(isInside) && summary.entries.every(({ split }) => isSplit(split));
    return isSame && isChecked ? summary.entries : undefined;
  } catch {
    // It is missing or damaged. The log has all of it.
    return undefined;
  }
}

/**
 * Keeps the entries of a large log that was read or written completely, so that the next start need not read it.
 * @param length bytes of the log that the entries are from
 */
export async function writeLogSummary(log: string, length: number, entries: readonly LogEntry[]): Promise<void> {
  const { size, mtimeMs } = await stat(log);
  if (size < LARGE || size !== length) return;
  const summary: LogSummary = { version: VERSION, size, modifiedMs: mtimeMs, entries };
  await writeDatasetFile(dirname(log), summaryFile(log), JSON.stringify(summary));
}
