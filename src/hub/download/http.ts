// The only file that imports undici. Node 20's own fetch does not support proxies.
import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { accessRefused, invalidEndpoint, invalidToken, notFound, type Subject, unexpectedResponse } from '../errors';
import { currentToken, type HubConfig } from '../hub-config';
import { proxySettings } from './proxy';
import { requestedWaitMs, TryAgain } from './retry';

/** A response whose body was not read yet. */
export interface HttpResponse {
  readonly status: number;
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
/** The characters that a token can have. */
const HEADER_TEXT = /^[!-~]*$/;

type HttpConfig = Pick<HubConfig, 'endpoint' | 'login' | 'token' | 'tokenFile'>;

/** @param stallMs a request fails if its headers, or the next part of its body, take longer */
export function openHttpClient(config: HttpConfig, stallMs = 30_000): HttpClient {
  let dispatcher: Dispatcher | undefined;

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
    return { status: response.statusCode, headers: response.headers, body: response.body };
  }

  return {
    async get(url, subject, options) {
      if (!/^https?:\/\/[^/]/.test(config.endpoint) || !URL.canParse(url)) throw invalidEndpoint(config.endpoint);
      let target = new URL(url);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const response = await request(target, options);
        const { status, headers, body } = response;
        if (status === 200 || status === 206 || status === 416) return response;
        await body.dump({ limit: 1 << 16 });
        if (status < 300 || status >= 400 || typeof headers.location !== 'string') throw failure(response, subject);
        target = new URL(headers.location, target);
      }
      throw unexpectedResponse(subject, `redirected more than ${MAX_REDIRECTS} times`);
    },
  };
}

/** A login of the endpoint has precedence over the token, as in huggingface_hub. Both need the same header. */
async function authorizationFor(config: HttpConfig): Promise<string | undefined> {
  if (config.login !== undefined) return `Basic ${Buffer.from(config.login).toString('base64')}`;
  const token = await currentToken(config);
  if (!HEADER_TEXT.test(token)) throw invalidToken();
  return token === '' ? undefined : `Bearer ${token}`;
}

function failure({ status, headers }: HttpResponse, subject: Subject): Error {
  if (status === 401 || status === 403) return accessRefused(subject, status);
  if (status === 404) return notFound(subject);
  if (status === 408 || status === 429 || status >= 500) {
    const waitMs = requestedWaitMs(status, headers);
    const wait = waitMs === undefined ? '' : `, and asks to wait ${Math.ceil(waitMs / 1000)} s`;
    return new TryAgain(`the hub responded with ${status}${wait}`, waitMs);
  }
  return unexpectedResponse(subject, `responded with ${status}`);
}
