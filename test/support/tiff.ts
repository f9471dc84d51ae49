/** A TIFF file of one row without compression. */
export interface TiffParts {
  readonly bits: 8 | 16 | 32;
  /** 1: unsigned, 2: signed, 3: floating point. */
  readonly sampleFormat: 1 | 2 | 3;
  readonly samples?: 1 | 3;
  readonly values: ArrayBufferView;
}

/** Makes a TIFF file: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf */
export function tiff({ bits, sampleFormat, samples = 1, values }: TiffParts): Buffer {
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const width = data.length / (samples * (bits / 8));
  const tags = [
    [256, 3, 1, width],
    [257, 3, 1, 1],
    [258, 3, samples, bits],
    [259, 3, 1, 1],
    [262, 3, 1, samples === 3 ? 2 : 1],
    [273, 4, 1, 0],
    [277, 3, 1, samples],
    [278, 3, 1, 1],
    [279, 4, 1, data.length],
    [339, 3, samples, sampleFormat],
  ] as const;
  const head = Buffer.alloc(160);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(tags.length, 8);
  // Values of more than 4 bytes are behind the directory.
  let free = 10 + tags.length * 12 + 4;
  for (const [index, [tag, type, count, value]] of tags.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    if (count <= 2) head.writeUInt32LE(tag === 273 ? head.length : value, at + 8);
    else {
      head.writeUInt32LE(free, at + 8);
      for (let item = 0; item < count; item++, free += 2) head.writeUInt16LE(value, free);
    }
  }
  return Buffer.concat([head, data]);
}
