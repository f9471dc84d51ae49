import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Bbox } from '../contract';
import { VisionError } from '../errors';
import type { Provenance } from './provenance';
import type { DatasetSplit } from './settings';

/** An object as it is recorded in every format; some add what their index needs. */
export interface RecordedObject {
  readonly label: string;
  readonly score: number;
  readonly bbox: Bbox;
  readonly area: number;
}

/** A line of `pictures.jsonl`: a picture of the dataset, what was found in it and how. */
export interface PictureRecord {
  /** From 1; a picture keeps it when its annotations are replaced. */
  readonly id: number;
  /** SHA-256 of the picture as it came. */
  readonly hash: string;
  /** Relative to the dataset's folder, with `/`, as all paths here. */
  readonly file: string;
  /** The files about this picture alone. */
  readonly files: readonly string[];
  readonly split: DatasetSplit;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly RecordedObject[];
  readonly provenance: Provenance;
  /** What wrote the record: `@grounded-sam/node-red 1.2.3`. */
  readonly program: string;
  /** ISO 8601. */
  readonly time: string;
}

/** What of a record is kept in memory: its objects may be many, with many corners. */
export interface LogEntry extends Pick<PictureRecord, 'id' | 'hash' | 'file' | 'files' | 'split' | 'width' | 'height'> {
  /** Of the line in the log, in bytes. */
  readonly offset: number;
  readonly length: number;
}

/**
 * The truth about a dataset: a line for each picture, only ever appended to; of several lines of a picture the last counts.
 * A last line that was cut off by a crash does not.
 */
export class PictureLog {
  /** By hash, in the order in which the pictures came. */
  readonly entries = new Map<string, LogEntry>();
  /** Entries that later lines replaced. */
  readonly replaced: LogEntry[] = [];
  private length = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string): Promise<PictureLog> {
    const log = new PictureLog(path, await open(path, constants.O_RDWR | constants.O_CREAT));
    try {
      await log.load();
      // What a crash left behind the last whole line.
      await log.file.truncate(log.end);
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  /** Where the next line will begin, in bytes. */
  get end(): number {
    return this.length;
  }

  /** Once it resolves, the record survives a crash. */
  async append(record: PictureRecord): Promise<LogEntry> {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    try {
      await this.write(line);
    } catch (error) {
      // A part of the line must not stand before the next one.
      await this.file.truncate(this.end).catch(() => undefined);
      throw error;
    }
    return this.take(record, line.length);
  }

  async read({ offset, length }: LogEntry): Promise<PictureRecord> {
    const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, offset);
    return JSON.parse(buffer.toString('utf8')) as PictureRecord;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async write(line: Buffer): Promise<void> {
    // A disk that is nearly full takes a part, without an error.
    for (let written = 0; written < line.length; ) {
      written += (await this.file.write(line, written, line.length - written, this.end + written)).bytesWritten;
    }
    await this.file.datasync();
  }

  private take({ id, hash, file, files, split, width, height }: PictureRecord, length: number): LogEntry {
    const before = this.entries.get(hash);
    if (before) this.replaced.push(before);
    const entry = { id, hash, file, files, split, width, height, offset: this.end, length };
    this.entries.set(hash, entry);
    this.length += length;
    return entry;
  }

  private async load(): Promise<void> {
    let rest = Buffer.alloc(0);
    let lineNumber = 0;
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1 << 20 })) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
        lineNumber++;
        this.take(parsed(rest.toString('utf8', start, end), this.path, lineNumber), end + 1 - start);
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
  }
}

function parsed(line: string, path: string, lineNumber: number): PictureRecord {
  try {
    return JSON.parse(line) as PictureRecord;
  } catch (error) {
    throw new VisionError('BAD_DATASET', `Invalid JSON in line ${lineNumber} of ${path}`, { cause: error });
  }
}
