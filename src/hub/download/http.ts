// The only file that imports undici. Node 20's own fetch does not support proxies.
import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import {
  accessRefused,
  invalidEndpoint,
  invalidToken,
  notFound,
  type Subject,
  unexpectedResponse,
  webPage,
} from '../errors';
import { currentToken, type HubConfig } from '../hub-config';
import { lastingFailure } from './connection-error';
import { proxySettings } from './proxy';
import { requestedWaitMs, TryAgain } from './retry';

/** A response whose body was not read yet. */
export interface HttpResponse {
  readonly status: number;
  /** The host that sent it, with its port. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData['body'];
}

/** Requests to the hub, with proxies of the environment and the token. */
export interface HttpClient {
  /**
   * Follows redirects.
   * @returns a response with status 200, 206 or 416
   * @throws VisionError `DOWNLOAD_FAILED`, `MODEL_NOT_FOUND`; `TryAgain` for a status that may pass
   */
  get(url: string, subject: Subject, options: GetOptions): Promise<HttpResponse>;
}

interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
/** Network Authentication Required: the network has a login page. */
const NETWORK_LOGIN = 511;
/** Statuses of servers that no further attempt changes: not implemented, HTTP version not supported. */
const LASTING = [501, 505];
const DISCARD_MS = 2000;
/** The characters that a token can have. */
const HEADER_TEXT = /^[!-~]*$/;

type HttpConfig = Pick<HubConfig, 'endpoint' | 'login' | 'token' | 'tokenFile'>;

/** @param stallMs a request fails if its headers, or the next part of its body, take longer */
export function openHttpClient(config: HttpConfig, stallMs = 30_000): HttpClient {
  let dispatcher: Dispatcher | undefined;
  /** Names of hosts that have responded. */
  const reached = new Set<string>();

  async function request(url: URL, { headers, signal }: GetOptions): Promise<HttpResponse> {
    const undici = await import('undici');
    const limits = { headersTimeout: stallMs, bodyTimeout: stallMs };
    dispatcher ??= new undici.EnvHttpProxyAgent({
      ...proxySettings(),
      ...limits,
      clientFactory: (proxy: URL, options: object) => new undici.Pool(proxy, { ...options, ...limits }),
    } as EnvHttpProxyAgent.Options);
    // Large files are on other hosts, with signed URLs. The token is for the hub only.
    const isHub = url.origin === new URL(config.endpoint).origin;
    const authorization = isHub ? await authorizationFor(config) : undefined;
    const response = await undici.request(url, {
      dispatcher,
      signal,
      headers: {
        'user-agent': 'grounded-sam-node-red',
        'accept-encoding': 'identity',
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
    return { status: response.statusCode, host: url.host, headers: response.headers, body: response.body };
  }

  return {
    async get(url, subject, options) {
      if (!/^https?:\/\/[^/]/.test(config.endpoint) || !URL.canParse(url)) throw invalidEndpoint(config.endpoint);
      let target = new URL(url);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const response = await request(target, options).catch((error: unknown) => {
          throw lastingFailure(error, target, reached, subject) ?? error;
        });
        reached.add(target.hostname);
        const { status, headers, body } = response;
        const problem = problemOf(response, subject);
        if (!problem && (status === 200 || status === 206 || status === 416)) return response;
        await discard(body);
        if (problem) throw problem;
        const isRedirect = status >= 300 && status < 400 && typeof headers.location === 'string';
        if (!isRedirect) throw failure(response, target.origin, subject);
        target = redirected(String(headers.location), target, subject);
      }
      throw unexpectedResponse(subject, `redirected more than ${MAX_REDIRECTS} times`);
    },
  };

  function failure({ status, host, headers }: HttpResponse, origin: string, subject: Subject): Error {
    if (status === 408 || status === 429 || (status >= 500 && !LASTING.includes(status))) {
      const waitMs = requestedWaitMs(status, headers);
      const wait = waitMs === undefined ? '' : `, and asks to wait ${Math.ceil(waitMs / 1000)} s`;
      return new TryAgain(`the hub responded with ${status}${wait}`, waitMs);
    }
    // The token was not sent there, so the advice about it does not apply.
    if (origin !== new URL(config.endpoint).origin) {
      return unexpectedResponse(subject, `redirected to ${host}, which responded with ${status}`);
    }
    if (status === 401 || status === 403) return accessRefused(subject, status);
    if (status === 404) return notFound(subject);
    return unexpectedResponse(subject, `responded with ${status}`);
  }
}

/** Whether a response is HTML, by its headers. */
export const isHtml = (headers: HttpResponse['headers']): boolean =>
  /^\s*(text\/html|application\/xhtml)/i.test(String(headers['content-type'] ?? ''));

/** Whether a body is HTML, by its first bytes. Servers of login pages often send it as another type. */
export const isWebPage = (start: Uint8Array): boolean =>
  /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body|script)\b/i.test(
    Buffer.from(start.subarray(0, 1000)).toString('latin1'),
  );

/** Reads the rest of a body, so that its connection can be used again. Gives up on one that is long or slow. */
const discard = (body: HttpResponse['body']): Promise<unknown> =>
  body.dump({ limit: 1 << 16, signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => undefined);

/** A response that is not from the hub, or was changed on its way. */
function problemOf({ status, host, headers }: HttpResponse, subject: Subject): Error | undefined {
  if ((status === 200 && isHtml(headers)) || status === NETWORK_LOGIN) return webPage(subject, host);
  const encoding = String(headers['content-encoding'] ?? 'identity').trim();
  if (status < 300 && !/^(identity)?$/i.test(encoding)) {
    return unexpectedResponse(
      subject,
      `sent it compressed (${encoding}), which was not requested. Check the proxy or mirror in use`,
    );
  }
  return undefined;
}

function redirected(location: string, from: URL, subject: Subject): URL {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (target && /^https?:$/.test(target.protocol)) return target;
  throw unexpectedResponse(subject, `redirected to an address that is not of the web`);
}

/** A login of the endpoint has precedence over the token, as in huggingface_hub. Both need the same header. */
async function authorizationFor(config: HttpConfig): Promise<string | undefined> {
  if (config.login !== undefined) return `Basic ${Buffer.from(config.login).toString('base64')}`;
  const token = await currentToken(config);
  if (!HEADER_TEXT.test(token)) throw invalidToken();
  return token === '' ? undefined : `Bearer ${token}`;
}
