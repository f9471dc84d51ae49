// Images with metadata in every place that their format has for it, and the parts that an image file consists of.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { ImageSize } from '../../src';
import { pngChunk } from '../../src/image/png-chunk';

/** A text that all metadata of the images hold. */
export const SECRET = 'Secret Street 7';

export const metadataFormats = ['jpeg', 'png', 'webp', 'animated webp', 'gif', 'avif', 'tiff'] as const;

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${SECRET}"/></rdf:RDF></x:xmpmeta>`;

const EXIF = {
  IFD0: { ImageDescription: SECRET, Make: SECRET },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1' },
};

/**
 * An image with EXIF data, a GPS position, a thumbnail, XMP, IPTC, a colour profile, texts and comments, as far as its
 * format has them.
 * @param rgb 3 bytes for each pixel of `size`
 */
export async function imageWithMetadata(
  format: (typeof metadataFormats)[number],
  rgb: Buffer,
  { width, height }: ImageSize,
): Promise<Buffer> {
  const still = sharp(rgb, { raw: { width, height, channels: 3 } });
  const frames = Buffer.concat([rgb, Buffer.alloc(rgb.length, 128)]);
  const animation = sharp(frames, { raw: { width, height: 2 * height, channels: 3, pageHeight: height } });
  const marked = (image: sharp.Sharp) => image.withIccProfile('p3').withExif(EXIF).withXmp(XMP);
  switch (format) {
    case 'jpeg':
      return withJpegSegments(await marked(still).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer());
    case 'png':
      return withPngChunks(await marked(still).png().toBuffer());
    case 'webp':
      return marked(still).webp({ lossless: true }).toBuffer();
    case 'animated webp':
      return marked(animation).webp({ lossless: true }).toBuffer();
    case 'gif':
      return withGifComment(await animation.gif().toBuffer());
    case 'avif':
      return marked(still).avif({ quality: 100, effort: 0 }).toBuffer();
    case 'tiff':
      return marked(still).tiff({ compression: 'deflate' }).toBuffer();
  }
}

/** Adds a thumbnail in EXIF data, IPTC data, a comment, and bytes after the end of the image. */
async function withJpegSegments(jpeg: Buffer): Promise<Buffer> {
  const thumbnail = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#f00' } })
    .jpeg()
    .toBuffer();
  const iptc = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, SECRET.length]), Buffer.from(SECRET)]);
  const photoshop = Buffer.concat([
    Buffer.from('Photoshop 3.0\0' + '8BIM\x04\x04\0\0\0\0\0', 'latin1'),
    Buffer.from([iptc.length]),
    iptc,
    Buffer.alloc(iptc.length % 2),
  ]);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    jpegSegment(0xe1, exifWithThumbnail(thumbnail)),
    jpegSegment(0xed, photoshop),
    jpegSegment(0xfe, Buffer.from(SECRET)),
    jpeg.subarray(2),
    Buffer.from(SECRET),
  ]);
}

function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** TIFF structure: an empty IFD 0, and IFD 1 with the offset and length of a JPEG (EXIF 2.32, section 4.6.4). */
function exifWithThumbnail(thumbnail: Buffer): Buffer {
  const ifd1 = Buffer.alloc(2 + 2 * 12 + 4);
  ifd1.writeUInt16LE(2, 0);
  for (const [index, [tag, value]] of [
    [0x0201, 14 + ifd1.length],
    [0x0202, thumbnail.length],
  ].entries()) {
    ifd1.writeUInt16LE(tag!, 2 + index * 12);
    ifd1.writeUInt16LE(4, 4 + index * 12);
    ifd1.writeUInt32LE(1, 6 + index * 12);
    ifd1.writeUInt32LE(value!, 10 + index * 12);
  }
  const head = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0\x0e\0\0\0', 'latin1');
  return Buffer.concat([head, ifd1, thumbnail]);
}

/** Adds texts of all three kinds, EXIF data and bytes after the end of the image. */
function withPngChunks(png: Buffer): Buffer {
  const text = [
    pngChunk('tEXt', Buffer.from(`Comment\0${SECRET}`)),
    pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(SECRET)])),
    pngChunk('iTXt', Buffer.from(`Location\0\0\0en\0\0${SECRET}`)),
  ];
  const afterHeader = 8 + 12 + 13;
  return Buffer.concat([png.subarray(0, afterHeader), ...text, png.subarray(afterHeader), Buffer.from(SECRET)]);
}

/** Adds a comment after the global colour table. */
function withGifComment(gif: Buffer): Buffer {
  const start = 13 + (gif[10]! & 0x80 ? 3 << ((gif[10]! & 7) + 1) : 0);
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe, SECRET.length]), Buffer.from(SECRET), Buffer.from([0])]);
  return Buffer.concat([gif.subarray(0, start), comment, gif.subarray(start)]);
}

/**
 * The parts of an image file that can hold anything other than pixels, by the names of its format: an empty list for a
 * file of pixels only. Bytes after the end are `end`.
 */
export function metadataParts(file: Buffer): string[] {
  if (file.readUInt16BE(0) === 0xffd8) return jpegMetadata(file);
  if (file.toString('latin1', 1, 4) === 'PNG') return pngMetadata(file);
  if (file.toString('latin1', 8, 12) === 'WEBP') return webpMetadata(file);
  return avifMetadata(file);
}

function jpegMetadata(file: Buffer): string[] {
  const parts: string[] = [];
  // Tables, the frame header and the JFIF segment, which holds a thumbnail if it is longer than 16 bytes.
  for (let at = 2; file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1]!;
    const isJfif = marker === 0xe0 && file.readUInt16BE(at + 2) === 16;
    if (!isJfif && ![0xdb, 0xc0, 0xc2, 0xc4, 0xdd].includes(marker)) parts.push(marker.toString(16));
  }
  return file.indexOf(Buffer.from([0xff, 0xd9])) === file.length - 2 ? parts : [...parts, 'end'];
}

function pngMetadata(file: Buffer): string[] {
  const parts: string[] = [];
  let at = 8;
  for (let type = ''; type !== 'IEND'; at += 12 + file.readUInt32BE(at)) {
    type = file.toString('latin1', at + 4, at + 8);
    // pHYs: the pixels per metre, which encoders set.
    if (!['IHDR', 'PLTE', 'tRNS', 'pHYs', 'IDAT', 'IEND'].includes(type)) parts.push(type);
  }
  return at === file.length ? parts : [...parts, 'end'];
}

function webpMetadata(file: Buffer): string[] {
  const parts: string[] = [];
  const end = 8 + file.readUInt32LE(4);
  for (let at = 12; at < end; ) {
    const type = file.toString('latin1', at, at + 4);
    if (!['VP8 ', 'VP8L', 'VP8X', 'ALPH'].includes(type)) parts.push(type);
    const length = file.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return end === file.length ? parts : [...parts, 'end'];
}

/** Items of other types than AV1, and colour profiles. */
const avifMetadata = (file: Buffer): string[] =>
  ['Exif', 'mime', 'uri ', 'prof', 'rICC'].filter((type) => file.includes(type));
