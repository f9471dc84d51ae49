import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { VisionError } from '../errors';
import { checkedRecord } from './checked-record';
import { readLogSummary, writeLogSummary } from './log-summary';
import type { LogEntry, ObjectSummary, PictureRecord, RecordedObject } from './picture-record';

export type * from './picture-record';

/**
 * The log `pictures.jsonl`, which decides what is in a dataset. It has a line for each image and is only appended to. Of
 * several lines for one image the last one counts. A last line without its end, after a crash, does not count.
 */
export class PictureLog {
  /** By hash, in the order in which the images were added. */
  readonly entries = new Map<string, LogEntry>();
  /** Entries that later lines have replaced, of the lines that were in the log when it was opened. */
  readonly replaced: LogEntry[] = [];
  private length = 0;
  private readonly forgotten: LogEntry[] = [];
  /** Whether the summary on the disk has all entries. */
  private isSummarized = false;
  /** Of all classes in the log, each once: a large dataset repeats few of them. */
  private readonly labels = new Map<string, string>();

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /**
   * @param onProgress called while a large log is read
   * @throws VisionError `BAD_DATASET` for a line that is no record
   */
  static async open(path: string, onProgress: () => void): Promise<PictureLog> {
    const log = new PictureLog(path, await open(path, constants.O_RDWR | constants.O_CREAT));
    try {
      if (!(await log.loadSummary())) {
        await log.load(onProgress);
        // Removes an incomplete last line.
        if ((await log.file.stat()).size > log.end) await log.file.truncate(log.end);
      }
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  /** Offset of the next line, in bytes. */
  get end(): number {
    return this.length;
  }

  /** Once the promise resolves, the record survives a crash. */
  async append(record: PictureRecord): Promise<LogEntry> {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    try {
      await this.write(line);
    } catch (error) {
      // An incomplete line must not precede the next one.
      await this.file.truncate(this.end).catch(() => undefined);
      throw error;
    }
    return this.take(record, line.length);
  }

  async read({ offset, length }: LogEntry): Promise<PictureRecord> {
    const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, offset);
    return JSON.parse(buffer.toString('utf8')) as PictureRecord;
  }

  /** Whether the path still leads to the file that is open: false if it was removed or replaced. */
  async isInPlace(): Promise<boolean> {
    const known = [this.file.stat(), stat(this.path)].map((stats) => stats.catch(() => undefined));
    const [opened, found] = await Promise.all(known);
    return opened !== undefined && opened.ino === found?.ino && opened.dev === found.dev;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** An image whose file does not exist is no entry. If the file returns, the image is an entry at the next start. */
  forget(hash: string): void {
    this.forgotten.push(this.entries.get(hash)!);
    this.entries.delete(hash);
  }

  /** Lets the log open faster the next time, if nothing is appended until then. */
  async summarize(): Promise<void> {
    if (this.isSummarized) return;
    const forgotten = this.forgotten.filter(({ hash }) => !this.entries.has(hash));
    const entries = [...this.entries.values(), ...forgotten].sort((a, b) => a.id - b.id);
    await writeLogSummary(this.path, this.length, entries);
    this.isSummarized = true;
  }

  private async write(line: Buffer): Promise<void> {
    // On an almost full disk, a part is written without an error.
    for (let written = 0; written < line.length; ) {
      written += (await this.file.write(line, written, line.length - written, this.end + written)).bytesWritten;
    }
    await this.file.datasync();
  }

  private take(record: PictureRecord, length: number): LogEntry {
    this.isSummarized = false;
    const { id, hash, file, files, split, width, height, time, review } = record;
    const objects = record.objects.map((object) => this.summary(object));
    const added = this.entries.get(hash)?.added ?? time;
    const entry = {
      ...{ id, hash, file, files, split, width, height, time, added, objects },
      isConfirmed: review?.confirmed !== undefined,
      ...{ offset: this.end, length },
    };
    this.entries.set(hash, entry);
    this.length += length;
    return entry;
  }

  private summary({ label, score, review, made, detected, missed }: RecordedObject): ObjectSummary {
    const answer = review?.answer ?? undefined;
    return {
      ...{ label: this.shared(label), score },
      ...(answer && { answer }),
      ...(made && { made }),
      ...(detected !== undefined && { detected: this.shared(detected) }),
      ...(missed && { missed }),
    };
  }

  private shared(read: string): string {
    const label = this.labels.get(read) ?? read;
    this.labels.set(label, label);
    return label;
  }

  /** Whether there was a summary of the log as it is. */
  private async loadSummary(): Promise<boolean> {
    const summary = await readLogSummary(this.path);
    if (!summary) return false;
    for (const entry of summary) this.entries.set(entry.hash, entry);
    this.length = (await this.file.stat()).size;
    this.isSummarized = true;
    return true;
  }

  private async load(onProgress: () => void): Promise<void> {
    let rest = Buffer.alloc(0);
    let lineNumber = 0;
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1 << 20 })) {
      onProgress();
      rest = Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
        lineNumber++;
        const record = parsed(rest.toString('utf8', start, end), this.path, lineNumber);
        const before = this.entries.get(record.hash);
        if (before) this.replaced.push(before);
        this.take(record, end + 1 - start);
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
  }
}

function parsed(line: string, path: string, lineNumber: number): PictureRecord {
  const where = `line ${lineNumber} of ${path}`;
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    throw new VisionError('BAD_DATASET', `Invalid JSON in ${where}`, { cause: error });
  }
  return checkedRecord(record, where);
}
