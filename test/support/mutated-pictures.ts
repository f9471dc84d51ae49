import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** A valid image file. */
export interface SmallPicture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

const files = [
  'tiny_17x31.png',
  'palette_140x100.png',
  'grey16_120x90.png',
  'cmyk_160x120.jpg',
  'exif6_240x160.jpg',
  'progressive_333x222.jpg',
];

/** Small image files of every format that is read, some with metadata, several frames or 16 bits. */
export async function smallPictures(): Promise<SmallPicture[]> {
  const size = { width: 40, height: 30 };
  const data = Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, index) => (index * index) % 251));
  const raw = sharp(data, { raw: { ...size, channels: 3 } });
  const frames = sharp(data, { raw: { width: 40, height: 30, channels: 3, pageHeight: 10 } });
  const made: [name: string, image: sharp.Sharp][] = [
    ['jpeg', raw.clone().jpeg().withMetadata({ orientation: 6 })],
    ['progressive jpeg', raw.clone().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
    ['png', raw.clone().png()],
    ['interlaced png', raw.clone().png({ progressive: true })],
    ['palette png', raw.clone().png({ palette: true })],
    ['lossless webp', raw.clone().webp({ lossless: true })],
    ['webp', raw.clone().webp()],
    ['animated webp', frames.clone().webp({ effort: 0 })],
    ['gif', raw.clone().gif()],
    ['animated gif', frames.clone().gif({ effort: 1 })],
    ['tiff', raw.clone().tiff({ compression: 'none' })],
    ['lzw tiff', raw.clone().tiff({ compression: 'lzw', predictor: 'horizontal' })],
    ['jpeg tiff', raw.clone().tiff({ compression: 'jpeg' })],
    ['tiled tiff', raw.clone().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 })],
    ['avif', raw.clone().avif({ effort: 0 })],
  ];
  const pictures = made.map(async ([name, image]) => ({ name, bytes: await image.toBuffer(), ...size }));
  const stored = files.map(async (name) => {
    const bytes = readFileSync(join('test/fixtures/goldens/images/public', name));
    const { width, height } = await sharp(bytes).metadata();
    return { name, bytes, width, height };
  });
  return Promise.all([...pictures, ...stored]);
}

/** @param below exclusive */
type Whole = (below: number) => number;

/** One change of the bytes of a file. Most are near the start, where headers are. */
const mutations: Readonly<Record<string, (bytes: Buffer, whole: Whole, other: Buffer) => Buffer>> = {
  flip: (bytes, whole) => changed(bytes, whole, (byte) => byte ^ (1 << whole(8))),
  set: (bytes, whole) => changed(bytes, whole, () => [0, 1, 127, 128, 255][whole(5)]!),
  truncate: (bytes, whole) => bytes.subarray(0, whole(bytes.length)),
  remove: (bytes, whole) => {
    const at = position(bytes, whole);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + whole(32))]);
  },
  insert: (bytes, whole) => {
    const at = position(bytes, whole);
    const added = Buffer.from(Array.from({ length: 1 + whole(32) }, () => whole(256)));
    return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
  },
  repeat: (bytes, whole) => {
    const at = position(bytes, whole);
    const end = at + 1 + whole(64);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end)]);
  },
  number: (bytes, whole) => {
    const copy = Buffer.from(bytes);
    const at = whole(Math.max(Math.min(bytes.length, 200) - 4, 1));
    const value = [0, 0xffff, 0x7fffffff, 0xffffffff, 65_500, 30_000][whole(6)]!;
    if (copy.length >= at + 4) whole(2) === 0 ? copy.writeUInt32BE(value, at) : copy.writeUInt32LE(value, at);
    return copy;
  },
  splice: (bytes, whole, other) =>
    Buffer.concat([bytes.subarray(0, whole(bytes.length)), other.subarray(whole(other.length))]),
};

const position = (bytes: Buffer, whole: Whole): number =>
  whole(2) === 0 ? whole(Math.min(bytes.length, 100) || 1) : whole(bytes.length || 1);

function changed(bytes: Buffer, whole: Whole, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + whole(6); count > 0; count--) {
    const at = position(copy, whole);
    if (at < copy.length) copy[at] = change(copy[at]!);
  }
  return copy;
}

/**
 * A picture with one to three changes of its bytes.
 * @param next numbers from 0 to 1
 */
export function mutated(
  pictures: readonly SmallPicture[],
  next: () => number,
): { readonly picture: SmallPicture; readonly changes: string } {
  const whole: Whole = (below) => Math.floor(next() * below);
  const picture = pictures[whole(pictures.length)]!;
  const names = Object.keys(mutations);
  let { bytes } = picture;
  const changes = [picture.name];
  for (let count = 1 + whole(3); count > 0; count--) {
    const name = names[whole(names.length)]!;
    bytes = mutations[name]!(bytes, whole, pictures[whole(pictures.length)]!.bytes);
    changes.push(name);
  }
  return { picture: { ...picture, bytes }, changes: `${changes.join(', ')}: ${bytes.toString('base64')}` };
}
