// The one file that imports undici: Node 20's own fetch knows no proxies.
import type { Dispatcher } from 'undici';
import { accessRefused, notFound, type Subject, unexpectedResponse } from '../errors';
import type { HubConfig } from '../hub-config';
import { retryAfterMs, TryAgain } from './retry';

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData['body'];
}

export interface HttpClient {
  /** Follows redirects. @throws VisionError for a refusal, `TryAgain` for what may pass */
  get(url: string, subject: Subject, options: GetOptions): Promise<HttpResponse>;
}

interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;

/** @param stallMs so long an answer, or a part of one, may take to come */
export function openHttpClient({ endpoint, token }: HubConfig, stallMs = 30_000): HttpClient {
  let dispatcher: Dispatcher | undefined;

  async function request(url: URL, { headers, signal }: GetOptions): Promise<HttpResponse> {
    const undici = await import('undici');
    dispatcher ??= new undici.EnvHttpProxyAgent({ headersTimeout: stallMs, bodyTimeout: stallMs });
    // Large files are kept on other hosts, by addresses that are signed: the token is for the hub alone.
    const isHub = url.origin === new URL(endpoint).origin;
    const response = await undici.request(url, {
      dispatcher,
      signal,
      headers: {
        'user-agent': 'grounded-sam-node-red',
        'accept-encoding': 'identity',
        ...headers,
        ...(token && isHub ? { authorization: `Bearer ${token}` } : {}),
      },
    });
    return { status: response.statusCode, headers: response.headers, body: response.body };
  }

  return {
    async get(url, subject, options) {
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

function failure({ status, headers }: HttpResponse, subject: Subject): Error {
  if (status === 401 || status === 403) return accessRefused(subject, status);
  if (status === 404) return notFound(subject);
  if (status === 408 || status === 429 || status >= 500) {
    return new TryAgain(`the hub responded with ${status}`, retryAfterMs(headers['retry-after'] as string | undefined));
  }
  return unexpectedResponse(subject, `responded with ${status}`);
}
