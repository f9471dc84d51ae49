import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invalidInput, messageOf, type ReviewRequest, type ReviewResponse, VisionError } from '../index';

/** Only programs of this machine reach it. */
const HOST = '127.0.0.1';
/** Of the body of a request: the masks of an image are much smaller. */
const MAX_BYTES = 20_000_000;
/** Requests that still run get this time when the server ends. */
const END_MS = 2000;

export interface LocalServer {
  /** With a slash at the end. */
  readonly url: string;
  /** Ends the server once its requests are done. */
  close(): Promise<void>;
}

/**
 * Serves on 127.0.0.1. Refuses requests with the name or the origin of another host, so that other sites that the browser shows
 * cannot send any.
 * @param port 0: any free one
 * @throws VisionError `INVALID_INPUT` if the port cannot be used
 */
export async function serveLocally(
  port: number,
  user: string,
  respond: (request: ReviewRequest) => Promise<ReviewResponse>,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void reviewRequest(request, user)
      .then(respond, refusal)
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: unknown) => {
    throw new VisionError('INVALID_INPUT', `--port ${port} cannot be used: ${messageOf(error)}`, { cause: error });
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), END_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** @throws Refused, VisionError `INVALID_INPUT` */
async function reviewRequest(request: IncomingMessage, user: string): Promise<ReviewRequest> {
  const { method = '', url = '/', headers, socket } = request;
  // Browsers leave out port 80, as `URL` does.
  const hosts = [HOST, 'localhost'].map((name) => new URL(`http://${name}:${socket.localPort}`).host);
  if (!hosts.includes(headers.host ?? '')) throw new Refused(403, 'This server is for 127.0.0.1 only');
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    throw new Refused(403, 'Requests of other sites are refused');
  if (method !== 'GET' && method !== 'POST') throw new Refused(405, 'Only GET and POST are served');
  const { pathname, searchParams } = new URL(url, `http://${HOST}`);
  const read = {
    method,
    path: pathname.slice(1),
    query: Object.fromEntries(searchParams),
    user,
    canWrite: true,
  } as const;
  return method === 'POST' ? { ...read, body: await jsonBody(request) } : read;
}

/** A form of another site cannot send JSON. */
async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'];
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) throw invalidInput('Content-Type', 'application/json', type);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    if (bytes > MAX_BYTES) throw new Refused(413, `The request is longer than ${MAX_BYTES} bytes`);
    pieces.push(piece as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    throw new VisionError('INVALID_INPUT', `The body is not JSON: ${messageOf(error)}`);
  }
}

class Refused extends VisionError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super('INVALID_INPUT', message);
  }
}

const refusal = (error: unknown): ReviewResponse => ({
  status: error instanceof Refused ? error.status : 400,
  headers: { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' },
  body: JSON.stringify({ code: 'INVALID_INPUT', message: messageOf(error) }),
});

function send(response: ServerResponse, { status, headers, body }: ReviewResponse): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
