// node:http instead of undici: cameras have certificates of their own and faulty headers, which it allows for one request,
// and the proxy of the hub's downloads must not apply to them.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { VisionError } from '../errors';
import type { CameraAddress } from './camera-address';
import {
  badRedirect,
  connectionError,
  incompleteImage,
  loginRefused,
  notJpeg,
  tooLarge,
  wrongStatus,
} from './camera-error';
import { JpegScanner, separatorsOf } from './jpeg-scanner';
import { LoginSession } from './login-session';
import { MAX_IMAGE_BYTES, type PictureSource } from './picture-source';

export interface HttpSourceSettings {
  readonly acceptAnyCertificate: boolean;
  readonly maxBytes?: number;
}

const MAX_REDIRECTS = 5;
/** A server may call a nonce stale as often as it likes. */
const MAX_LOGINS = 3;

/** A camera that sends a JPEG image, or a stream of them (MJPEG: `multipart/x-mixed-replace`), over HTTP. */
export function httpSource(
  { url: address, host, ...login }: CameraAddress,
  { acceptAnyCertificate, maxBytes = MAX_IMAGE_BYTES }: HttpSourceSettings,
): PictureSource {
  const session = new LoginSession(login);
  const hasLogin = login.user !== '' || login.password !== '';

  function request(url: URL, authorization: string | undefined, signal: AbortSignal): Promise<http.IncomingMessage> {
    const options: https.RequestOptions = {
      // A connection of its own: many cameras do not keep connections alive as they say.
      agent: false,
      signal,
      insecureHTTPParser: true,
      rejectUnauthorized: !acceptAnyCertificate,
      headers: {
        accept: 'image/jpeg, multipart/x-mixed-replace, */*',
        'accept-encoding': 'identity',
        'user-agent': 'grounded-sam-node-red',
        ...(authorization === undefined ? {} : { authorization }),
      },
    };
    return new Promise((resolve, reject) => {
      const sent = (url.protocol === 'https:' ? https : http).get(url, options, resolve);
      sent.on('error', reject);
    });
  }

  /** Logs in and follows redirects. @returns a response with status 200 */
  async function open(signal: AbortSignal): Promise<http.IncomingMessage> {
    let url = address;
    let redirects = 0;
    for (let logins = 0; ; ) {
      const isCamera = mayGetLogin(url, address);
      const uri = `${url.pathname}${url.search}`;
      const response = await request(url, isCamera ? session.authorization({ method: 'GET', uri }) : undefined, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode === 200) return response;
      response.destroy();
      if (statusCode === 401 && isCamera) {
        const isAccepted = session.accept(headers['www-authenticate'] ?? '', logins > 0);
        if (!isAccepted || ++logins > MAX_LOGINS) throw loginRefused(host, hasLogin);
      } else if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        if (++redirects > MAX_REDIRECTS) throw badRedirect(host, `more than ${MAX_REDIRECTS} times`);
        url = redirected(headers.location, url, host);
      } else {
        throw statusCode === 401 || statusCode === 403 ? loginRefused(host, hasLogin) : wrongStatus(host, statusCode);
      }
    }
  }

  return {
    async read(onImage, signal) {
      let scanner = new JpegScanner(maxBytes);
      let count = 0;
      try {
        const response = await open(signal);
        const contentType = response.headers['content-type'] ?? '';
        const type = contentType.split(';')[0]!.trim().toLowerCase();
        const isStream = type.startsWith('multipart/');
        if (isStream) scanner = new JpegScanner(maxBytes, separatorsOf(contentType));
        for await (const bytes of (await decompressed(response)) as AsyncIterable<Buffer>) {
          const image = scanner.push(bytes).at(-1);
          if (!image) continue;
          count++;
          onImage(image);
          if (!isStream) return 'one';
        }
        if (count > 0) return 'stream';
        throw scanner.isInside ? incompleteImage(host) : notJpeg(host, type);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof VisionError) throw error;
        if (error instanceof RangeError) throw tooLarge(host, maxBytes);
        if (count > 0) return 'stream';
        throw scanner.isInside ? incompleteImage(host) : connectionError(host, error);
      }
    },
  };
}

/** Compressions by the names of HTTP. No request asks for one, but some proxies compress everything. */
const decompressors: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** First bytes of a JPEG and of a boundary: some cameras announce a compression that they do not use. */
const PLAIN_STARTS: readonly (number | undefined)[] = [0xff, '-'.charCodeAt(0)];

async function decompressed(response: http.IncomingMessage): Promise<NodeJS.ReadableStream> {
  const open = decompressors[response.headers['content-encoding']?.trim().toLowerCase() ?? ''];
  if (!open) return response;
  // A response without bytes may never be readable.
  await Promise.race(['readable', 'end', 'close'].map((name) => once(response, name)));
  const head = response.read() as Buffer | null;
  if (!head) return response;
  response.unshift(head);
  // The reader gets the error of either stream.
  return PLAIN_STARTS.includes(head[0]) ? response : pipeline(response, open(), () => {});
}

/** The login is for the camera only: its own address, or the same host by https. */
const mayGetLogin = (url: URL, address: URL): boolean =>
  url.origin === address.origin || (url.hostname === address.hostname && url.protocol === 'https:');

function redirected(location: string, from: URL, host: string): URL {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (target && /^https?:$/.test(target.protocol)) return target;
  throw badRedirect(host, 'to an address that is not http or https');
}
