// Requests to inference servers. Next to the downloads, the only file that imports undici.
import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { VisionError } from '../../../errors';
import { type ProxySettings, proxySettings } from '../../../hub/download/proxy';
import type { ServerTls } from '../../server-settings';

/** Below the time after which servers and proxies close connections without requests. */
const KEEP_ALIVE_MS = 4000;

export interface ServerRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** The parts of the body, in order. They are sent as they are, without a copy. */
  readonly parts?: readonly Uint8Array[];
  /** Limit for the headers of the response, and for each next part of it; 0 = none. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

export type ServerResponse = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** Connections to servers, with the proxies of the environment. */
export class ServerConnections {
  private dispatcher: Dispatcher | undefined;

  constructor(private readonly tls: ServerTls | undefined) {}

  /** @throws VisionError `INVALID_INPUT` for a proxy of the environment, and the errors of undici */
  async request(url: URL, { method, headers, parts = [], silenceMs, signal }: ServerRequest): Promise<ServerResponse> {
    const { EnvHttpProxyAgent, request } = await import('undici');
    this.dispatcher ??= new EnvHttpProxyAgent(this.options());
    const body = parts.length === 0 ? null : (parts[Symbol.iterator]() as unknown as Uint8Array);
    const limits = { headersTimeout: silenceMs, bodyTimeout: silenceMs };
    return request(url, { dispatcher: this.dispatcher, method, headers, body, signal, ...limits });
  }

  async close(): Promise<void> {
    await this.dispatcher?.destroy();
  }

  private options(): EnvHttpProxyAgent.Options {
    const { verify, ...tls } = this.tls ?? { verify: true };
    const connect = { ...tls, rejectUnauthorized: verify };
    const keepAlive = { keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MS };
    return { ...proxies(), ...keepAlive, connect, requestTls: connect };
  }
}

/** @throws VisionError `INVALID_INPUT` for a variable that cannot be the address of a proxy. Nothing is downloaded here */
function proxies(): ProxySettings {
  try {
    return proxySettings();
  } catch (cause) {
    throw new VisionError('INVALID_INPUT', (cause as Error).message, { cause });
  }
}
