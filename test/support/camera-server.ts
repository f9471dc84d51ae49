import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { listening, selfSigned } from './servers';

/** A camera on 127.0.0.1. */
export interface CameraServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Requests so far, in order. */
  readonly requests: readonly IncomingMessage[];
  /** Connections that are open. */
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** Starts a camera. `respond` handles its requests. */
export async function startCamera(respond: RequestListener, { isSecure = false } = {}): Promise<CameraServer> {
  const requests: IncomingMessage[] = [];
  const open = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    respond(request, response);
  };
  const server = isSecure ? createSecureServer(selfSigned(), listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const host = await listening(server);
  return {
    url: `${isSecure ? 'https' : 'http'}://${host}`,
    requests,
    open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A still image. */
export const still =
  (jpeg: Buffer): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': jpeg.length }).end(jpeg);

/** Begins an MJPEG stream. */
export const beginStream = (response: ServerResponse, type = 'multipart/x-mixed-replace; boundary=frame') =>
  response.writeHead(200, { 'content-type': type });

/** A part of an MJPEG stream. */
export const partOf = (jpeg: Buffer, boundary = '--frame'): Buffer =>
  Buffer.concat([
    Buffer.from(`${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
    jpeg,
    Buffer.from('\r\n'),
  ]);

export interface Guard {
  readonly user: string;
  readonly password: string;
  readonly algorithm?: 'MD5' | 'SHA-256';
  readonly qop?: boolean;
  /** Requests after which a nonce is stale. */
  readonly usesOfNonce?: number;
  /** Other challenges of the same header. */
  readonly also?: string;
}

/** A listener that responds only to requests with this login, by Digest as RFC 7616 says. */
export function guarded({ user, password, ...guard }: Guard, respond: RequestListener): RequestListener {
  const { algorithm = 'MD5', qop = true, usesOfNonce = Number.POSITIVE_INFINITY, also = '' } = guard;
  const hash = (...parts: string[]): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(parts.join(':'))
      .digest('hex');
  const realm = 'a "camera", east';
  let nonce = '';
  let uses = 0;
  const challenge = (response: ServerResponse, stale: string): void => {
    nonce = randomBytes(8).toString('hex');
    uses = 0;
    const fields = `realm="${realm.replaceAll('"', '\\"')}", nonce="${nonce}", algorithm=${algorithm}${qop ? ', qop="auth"' : ''}${stale}`;
    response.writeHead(401, { 'www-authenticate': `${also}Digest ${fields}` }).end('no');
  };
  return (request, response) => {
    const sent = request.headers.authorization ?? '';
    const field = (name: string): string => new RegExp(`\\b${name}="?([^",]*)`).exec(sent)?.[1] ?? '';
    const ha2 = hash('GET', request.url!);
    const rest = qop ? [nonce, field('nc'), field('cnonce'), 'auth', ha2] : [nonce, ha2];
    const isRight = field('response') === hash(hash(user, realm, password), ...rest) && field('uri') === request.url;
    if (!isRight) return challenge(response, '');
    // A repeated count is a replay.
    if (qop && Number.parseInt(field('nc'), 16) !== ++uses) return challenge(response, '');
    if (uses > usesOfNonce) return challenge(response, ', stale=true');
    respond(request, response);
  };
}
