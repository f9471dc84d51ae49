import { type FileHandle, open } from 'node:fs/promises';
import { MAX_HEADER_BYTES, readHeader } from './wire';

/** Bytes `start <= byte < end` of a file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A field of a message in a file. */
export interface FileField extends Range {
  readonly number: number;
  readonly value: Range;
}

/** Bytes that are read at a time after a jump, as over the weights of a tensor. Doubles with each read that follows. */
const MIN_WINDOW_BYTES = 1 << 12;
const MAX_WINDOW_BYTES = 1 << 18;

/** Reads parts of a file that may be larger than memory. Keeps one window of it. */
export class FileReader {
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;
  private windowBytes = MIN_WINDOW_BYTES;

  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** Opens the file, and closes it when `work` is done. */
  static async use<R>(file: string, work: (reader: FileReader) => Promise<R>): Promise<R> {
    const handle = await open(file, 'r');
    try {
      return await work(new FileReader(handle, (await handle.stat()).size));
    } finally {
      await handle.close();
    }
  }

  /** The bytes of a range. They are valid until the next read. */
  async bytes({ start, end }: Range): Promise<Buffer> {
    if (end > this.size || start > end) throw new Error('The file is not a valid ONNX graph: it is cut off');
    const windowEnd = this.windowStart + this.window.length;
    if (start < this.windowStart || end > windowEnd) {
      const follows = start >= this.windowStart && start <= windowEnd;
      this.windowBytes = follows ? Math.min(this.windowBytes * 2, MAX_WINDOW_BYTES) : MIN_WINDOW_BYTES;
      this.window = await this.read(start, Math.max(end, Math.min(start + this.windowBytes, this.size)));
      this.windowStart = start;
    }
    return this.window.subarray(start - this.windowStart, end - this.windowStart);
  }

  /** The fields of the message in a range, in their order. Values are not read. */
  async *fields({ start, end }: Range): AsyncGenerator<FileField> {
    for (let at = start; at < end; ) {
      const header = await this.bytes({ start: at, end: Math.min(at + MAX_HEADER_BYTES, end) });
      const { number, headerBytes, valueBytes } = readHeader(header, 0);
      const value = { start: at + headerBytes, end: at + headerBytes + valueBytes };
      if (value.end > end) throw new Error('The file is not a valid ONNX graph: a field is cut off');
      yield { number, value, start: at, end: value.end };
      at = value.end;
    }
  }

  private async read(start: number, end: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(end - start);
    for (let at = 0; at < buffer.length; ) {
      const { bytesRead } = await this.handle.read(buffer, at, buffer.length - at, start + at);
      if (bytesRead === 0) throw new Error('The file became shorter while it was read');
      at += bytesRead;
    }
    return buffer;
  }
}
