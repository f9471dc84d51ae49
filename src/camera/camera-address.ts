import { VisionError } from '../errors';

/** Where the images of a camera are, and how to log in. Only `host` may be shown: the other parts can hold secrets. */
export interface CameraAddress {
  /** Without user and password. */
  readonly url: URL;
  readonly kind: 'http' | 'rtsp' | 'sample';
  /** Host, with the port if the address has one: `192.168.1.20:554`. `sample` for the sample image. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

/** The login of a camera. Both are empty if it has none. */
export interface CameraLogin {
  readonly user: string;
  readonly password: string;
}

const KINDS: Readonly<Record<string, CameraAddress['kind']>> = {
  'http:': 'http',
  'https:': 'http',
  'rtsp:': 'rtsp',
  'rtsps:': 'rtsp',
};

/** The address of the sample image. It names the image, not its path: no address names a file. */
const SAMPLE = /^sample:shapes$/i;

/**
 * Reads the address of a camera, or `sample:shapes`. `{user}` and `{password}` in it stand for the login, for cameras that expect it in the query.
 * A login in the address (`rtsp://user:password@host`) counts if `login` has none.
 * @throws VisionError `INVALID_INPUT`, without the address in its message
 */
export function cameraAddress(text: string, login: CameraLogin): CameraAddress {
  const address = text
    .trim()
    .replaceAll('{user}', () => urlPart(login.user))
    .replaceAll('{password}', () => urlPart(login.password));
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && SAMPLE.test(address)) return { url, kind: 'sample', host: 'sample', user: '', password: '' };
  const kind = url && KINDS[url.protocol];
  if (!url || !kind || url.hostname === '') throw unusable(url?.protocol);
  const own = { user: decoded(url.username), password: decoded(url.password) };
  url.username = '';
  url.password = '';
  url.hash = '';
  const { user, password } = login.user === '' && login.password === '' ? own : login;
  return { url, kind, host: url.host, user, password };
}

/** Text as a part of a URL, also between quotation marks. */
const urlPart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);

function unusable(protocol: string | undefined): VisionError {
  const got = protocol === undefined ? 'another text' : `one that begins with ${JSON.stringify(protocol.slice(0, 20))}`;
  return new VisionError(
    'INVALID_INPUT',
    `address must be the address of a camera, such as rtsp://host/path, with http, https, rtsp or rtsps, or sample:shapes; got ${got}`,
  );
}

/** A percent sign of a password may be meant as such. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
