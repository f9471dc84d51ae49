import { VisionError } from '../../../errors';
import { isHtml } from '../../../hub/download/http';
import type { ServerSettings } from '../../server-settings';
import { ServerConnections, type ServerResponse } from './http';
import { connectionFault } from './server-errors';

/** A request to any address of the settings. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  /** Relative to the address. */
  readonly path: string;
  /** The name of the model on the server; empty: none. */
  readonly model: string;
  /** The version of the model that the settings name. */
  readonly version?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parts?: readonly Uint8Array[];
  /** Whether the response may take longer than `silenceMs`. */
  readonly isSlow?: boolean;
  readonly signal: AbortSignal;
}

/** A complete response of any status. */
export interface Received extends Pick<ServerResponse, 'headers'> {
  readonly status: number;
  /** At most 64 KiB of a response whose status is not 200. */
  readonly body: Buffer;
  /** Of the address, with its port. */
  readonly host: string;
  readonly isHtml: boolean;
}

/** A larger response is no output of a model of this package. */
const MAX_RESPONSE_BYTES = 512 * 2 ** 20;
const MAX_ERROR_BYTES = 64 * 2 ** 10;

/** Sends requests with the token and the headers of the settings. */
export class ServerRequests {
  private readonly connections: ServerConnections;

  /** @param silenceMs limit for each part of a response that is not slow */
  constructor(
    private readonly settings: ServerSettings,
    private readonly silenceMs: number,
  ) {
    this.connections = new ServerConnections(settings.tls);
  }

  /**
   * @param template an address of the settings
   * @throws ServerFault, VisionError `DEVICE_UNAVAILABLE`, `INVALID_INPUT`, `MODEL_UNSUPPORTED`, or the signal's reason
   */
  async send(template: string, { path, model, headers, parts, method, isSlow, signal }: Sent): Promise<Received> {
    const filled = (text: string): string => text.replaceAll('{model}', encodeURIComponent(model));
    const base = filled(template);
    const url = new URL(path, base.endsWith('/') ? base : `${base}/`);
    const { token, headers: own } = this.settings;
    const sent = {
      'user-agent': 'grounded-sam-node-red',
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), filled(value)])),
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      'accept-encoding': 'identity',
      ...headers,
    };
    // The time limit of the call ends a run. A model may take long.
    const silenceMs = isSlow ? 0 : this.silenceMs;
    const request = { method, headers: sent, silenceMs, signal, ...(parts ? { parts } : {}) };
    const response = await this.connections.request(url, request).catch((error: unknown) => {
      throw faultOf(error, url.host, signal);
    });
    const body = await bodyOf(response, url.host, signal);
    const { statusCode: status } = response;
    return { status, headers: response.headers, body, host: url.host, isHtml: isHtml(response.headers) };
  }

  close(): Promise<void> {
    return this.connections.close();
  }
}

/** A VisionError is a setting of the environment that cannot be used. */
const faultOf = (error: unknown, host: string, signal: AbortSignal): unknown =>
  signal.aborted || error instanceof VisionError ? error : connectionFault(error, host);

async function bodyOf(
  { statusCode, body, headers }: ServerResponse,
  host: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const isError = statusCode !== 200;
  const limit = isError ? MAX_ERROR_BYTES : MAX_RESPONSE_BYTES;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isTooLarge = !isError && Number(headers['content-length'] ?? 0) > limit;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      isTooLarge ||= bytes > limit;
      if (!isTooLarge || isError) chunks.push(chunk);
      // Leaving the loop closes the connection.
      if (isTooLarge) break;
    }
  } catch (error) {
    throw faultOf(error, host, signal);
  }
  if (isError || !isTooLarge) return Buffer.concat(chunks, Math.min(bytes, limit));
  throw new VisionError('MODEL_UNSUPPORTED', `Response above 512 MiB from the inference server at ${host}`);
}
