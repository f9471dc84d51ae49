import { HEAD_BYTES, headOf, startsWith } from './first-bytes';

/** The end of "it is ..." for content that is not read, with a remedy, and its first bytes: a full stop is any byte. */
const signatures: readonly (readonly [content: string, ...starts: string[]])[] = [
  [
    'HEIC (HEVC), which phones write; convert it to JPEG, or set the camera to JPEG',
    ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'].map((brand) => `....ftyp${brand}`),
  ],
  ['HEIF, but not AVIF; convert it to JPEG', '....ftypmif1', '....ftypmsf1', '....ftypmiaf'],
  [
    'a raw file of a camera; convert it to JPEG',
    ...['....ftypcrx ', 'II*\0....CR', 'IIU\0', 'IIRO', 'IIRS', 'MMOR', 'FUJIFILM'],
  ],
  [
    video('an MP4 or QuickTime video'),
    ...['ftyp', 'moov', 'mdat', 'moof', 'styp', 'wide', 'free'].map((box) => `....${box}`),
  ],
  ['JPEG XL; convert it to JPEG', '\xff\n', '\0\0\0\fJXL '],
  ['JPEG 2000; convert it to JPEG', '\xffO\xffQ', '\0\0\0\fjP  '],
  ['JPEG XR; convert it to JPEG', 'II\xbc\x01'],
  ['an icon (ICO); convert it to PNG', '\0\0\x01\0', '\0\0\x02\0'],
  ['a Photoshop document (PSD); export it as PNG', '8BPS'],
  ['a GIMP document (XCF); export it as PNG', 'gimp xcf'],
  ['a PDF document; convert its page to PNG', '%PDF-'],
  ['a PostScript document; convert its page to PNG', '%!PS'],
  ['OpenEXR; convert it to PNG', 'v/1\x01'],
  ['gzip data, such as a compressed SVG (SVGZ); decompress it, and convert an SVG to PNG', '\x1f\x8b'],
  ['a ZIP archive; extract the image from it', 'PK\x03\x04'],
  ['a PBM, PAM or PFM image; convert it to PNG', 'P1\n', 'P4\n', 'P7\n', 'PF\n', 'Pf\n'],
  [video('an MPEG video'), '\0\0\x01\xba', '\0\0\x01\xb3'],
  [video('an H.264 or H.265 video stream'), '\0\0\0\x01', '\0\0\x01'],
  [video('an MPEG transport stream'), `G${'.'.repeat(187)}G${'.'.repeat(187)}G`],
  [video('a Matroska or WebM video'), '\x1aE\xdf\xa3'],
  [video('an AVI video'), 'RIFF....AVI '],
  [video('a Flash video'), 'FLV\x01'],
  [video('an RTSP response'), 'RTSP/'],
  ['an HTTP response with its headers; use the http request node, and let it return "a binary buffer"', 'HTTP/'],
  ['a pointer of git-lfs, not the file; run "git lfs pull"', 'version https://git-lfs'],
];

/** Content that is recognised by text, which may follow white space. */
const textSignatures: readonly (readonly [content: string, start: RegExp])[] = [
  [video('a multipart stream, such as MJPEG'), /^\s*(?:--\S[^\n]*\n(?:[^\n]*\n)?)?Content-(?:Type|Length):/i],
  ['a PDF document; convert its page to PNG', /^[\s\S]{0,1000}%PDF-/],
  ['base64 text in a Buffer; pass it as a string', /^\s*(?:data:image\/|\/9j\/|iVBORw0KGgo|R0lGOD[dl]|UklGR)/],
];

function video(kind: string): string {
  return `${kind}, not a single image; use the snapshot address of the camera, or a node that extracts frames`;
}

const CONVERTED =
  'a file that was converted to text, which destroys it; let the http request node return "a binary buffer", and file nodes "a single buffer object"';

/** Describes bytes that are not an image file that is read, and a remedy: the end of "it is ...". */
export function foreignContent(bytes: Buffer): string {
  if (bytes.length === 0) return 'empty';
  if (isConvertedToText(bytes)) return CONVERTED;
  const head = headOf(bytes);
  const content =
    signatures.find(([, ...all]) => all.some((start) => startsWith(head, start)))?.[0] ??
    textSignatures.find(([, start]) => start.test(head))?.[0];
  if (content) return content;
  const text = textOf(bytes.subarray(0, HEAD_BYTES));
  if (text !== undefined) return foreignText(text) ?? `text (${excerpt(text)})`;
  const start = bytes.toString('hex', 0, 8).replace(/..(?=.)/g, '$& ');
  return `of no known format (${bytes.length} bytes that start with ${start}); raw pixels need {data, width, height, channels}`;
}

/**
 * Whether a binary file was read as text and written as UTF-8: bytes that are not UTF-8 became U+FFFD, or each byte from
 * 128 up became two.
 */
export function isConvertedToText(bytes: Buffer): boolean {
  const head = headOf(bytes);
  if (['\xef\xbf\xbd', '\xc3\xbf\xc3\x98\xc3\xbf', '\xc2\x89PNG'].some((start) => head.startsWith(start))) return true;
  return (
    (head.match(/\xef\xbf\xbd/g)?.length ?? 0) >= 3 && decoded(bytes.subarray(0, HEAD_BYTES), 'utf-8') !== undefined
  );
}

/**
 * Describes text that is not an image, and a remedy: the end of "it is ...". Only its start is looked at. `undefined` for
 * text of no known kind.
 */
export function foreignText(text: string): string | undefined {
  const start = text.slice(0, HEAD_BYTES).replace(/^\ufeff/, '');
  const isBinary = ['\ufffd', '\xff\xd8\xff', '\x89PNG'].some((first) => start.startsWith(first));
  if (isBinary || (start.match(/\ufffd/g)?.length ?? 0) >= 3) return CONVERTED;
  if (/^[\s\p{Cc}]*</u.test(start)) return markup(start);
  if (/^\s*[[{]/.test(start)) return `JSON text (${excerpt(start)}), perhaps an error of the camera`;
  return undefined;
}

function markup(text: string): string {
  const bare = text.replace(/^(?:[\s\p{Cc}]|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)+/u, '');
  const [, name] = /^<(?:!doctype\s+)?(?:[\w.-]+:)?([\w.-]+)/i.exec(bare) ?? [];
  const element = name?.toLowerCase() ?? '';
  // Comments before the first element can be longer than the start that is looked at.
  if (element === 'svg' || (element === '' && /<svg[\s>]/i.test(text))) return 'an SVG drawing; convert it to PNG';
  if (!htmlElements.includes(element)) return `XML text (${excerpt(text)})`;
  const [, title] = /<title[^>]*>([^<]*)/i.exec(text) ?? [];
  const named = title ? ` with the title ${excerpt(title)}` : '';
  return `an HTML page${named}, perhaps an error or login page of the camera; check its address and password`;
}

const htmlElements = 'html head body title meta link script style h1 h2 h3 p div center table pre font'.split(' ');

/** The first printable characters, in quotes. */
function excerpt(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

/** `undefined` if the bytes are not UTF-8 or UTF-16 text. */
function textOf(head: Buffer): string | undefined {
  const [first, second, third, fourth] = head;
  const isLittleEndian = (first === 0xff && second === 0xfe) || (second === 0 && fourth === 0);
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && third === 0);
  const text = decoded(head, isLittleEndian ? 'utf-16le' : isBigEndian ? 'utf-16be' : 'utf-8');
  return text === undefined || /(?!\s)\p{Cc}/u.test(text) ? undefined : text;
}

function decoded(head: Buffer, encoding: string): string | undefined {
  try {
    // `stream`: the head may end inside a character.
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}
