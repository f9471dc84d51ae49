import { VisionError } from '../errors';
import { foreignText } from './foreign-content';
import { pictureFormat, unreadable } from './picture-format';

/** `data:<type>,` at the start of a text. */
const DATA_URI = /^\s*data:([^,]{0,200}),/i;

/**
 * The bytes of an image file that are written as base64 or as a data URI. `undefined` for text of no known kind, such as
 * a path.
 * @throws VisionError `BAD_IMAGE` for content that is known not to be an image, with a remedy
 */
export function imageFromText(name: string, text: string): Buffer | undefined {
  const [uri = '', type = ''] = DATA_URI.exec(text) ?? [];
  if (uri !== '' && !/;\s*base64\s*$/i.test(type)) {
    throw unreadable(name, /svg/i.test(type) ? 'an SVG drawing; convert it to PNG' : 'a data URI without base64');
  }
  const base64 = text.slice(uri.length);
  // Only the start is checked, because an image can have megabytes. A text that is not an image fails when it is decoded.
  if (/^[\w+/=\s-]{16,}$/.test(base64.slice(0, 1024))) return Buffer.from(base64, 'base64');
  const [, scheme] = /^\s*(\w+):\/\//.exec(text) ?? [];
  if (scheme && scheme.toLowerCase() !== 'file') throw remote(name, scheme.toLowerCase());
  const content = foreignText(text);
  if (content) throw unreadable(name, content);
  return undefined;
}

/** The address itself is not repeated, because it can contain a password. */
function remote(name: string, scheme: string): VisionError {
  const remedy = scheme.startsWith('rtsp')
    ? 'a camera stream; use the snapshot address of the camera, or a node that extracts frames'
    : 'not an image; get it with the http request node, which must return "a binary buffer"';
  return new VisionError('BAD_IMAGE', `${name} is a URL (${scheme}://...), ${remedy}`);
}

/** Whether a text is a data URI, or base64 of an image file that is read. A path can have the letters of base64 too. */
export const isImageText = (text: string): boolean =>
  DATA_URI.test(text.slice(0, 256)) || pictureFormat(Buffer.from(text.slice(0, 1024), 'base64')) !== undefined;
