import { VisionError } from '../../../errors';
import { innermost, isCertificateFailure, isTlsFailure } from '../../../hub/download/connection-error';
import { TryAgain } from '../../../hub/download/retry';

/** A failure after which the same request may succeed at this or another address. */
export class ServerFault extends TryAgain {
  /**
   * @param final the error if no further attempt is made
   * @param waitMs the wait that the server asked for
   * @param isLoading whether the server loads the model, so that it may take longer than other faults
   */
  constructor(
    readonly final: VisionError,
    waitMs?: number,
    readonly isLoading = false,
  ) {
    super(final.message, waitMs);
  }
}

const unavailable = (message: string): VisionError => new VisionError('DEVICE_UNAVAILABLE', message);
const START = 'Check its address in the vision-engine, and whether it runs';

/** Codes of errors before a request was answered, and what they mean. */
const CONNECTING: readonly (readonly [codes: RegExp, problem: string])[] = [
  [/^ECONNREFUSED$/, 'connection refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'unknown host'],
  [/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, 'no answer'],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT)$/, 'no route to it'],
];
/** A certificate or key of the settings that cannot be read. */
const OWN_CERTIFICATE = /^ERR_OSSL_/;

/**
 * The error for a request that got no complete response.
 * @param host of the address, with its port
 */
export function connectionFault(error: unknown, host: string): Error {
  const { code = '' } = innermost(error);
  if (isCertificateFailure(code) || isTlsFailure(code) || OWN_CERTIFICATE.test(code)) {
    return unavailable(
      `No TLS connection to the inference server at ${host} (${code}): check http or https in its address, and its certificate in the TLS configuration of the vision-engine`,
    );
  }
  const problem = CONNECTING.find(([codes]) => codes.test(code))?.[1];
  if (problem) {
    return new ServerFault(unavailable(`Cannot reach the inference server at ${host} (${problem}). ${START}`));
  }
  return new ServerFault(
    new VisionError(
      'ENGINE_CRASHED',
      `Connection lost to the inference server at ${host} (${code || 'no code'}). Check whether it runs`,
    ),
  );
}

/** A response that is not 200. */
export interface Refusal {
  readonly status: number;
  /** Of the address, with its port. */
  readonly host: string;
  /** The name of the model on the server. */
  readonly model: string;
  /** The version that the settings name. */
  readonly version?: string | undefined;
  /** The body as text. */
  readonly text: string;
  readonly isHtml: boolean;
  /** Bytes of the request. */
  readonly sentBytes: number;
  /** The wait that the server asks for. */
  readonly waitMs?: number | undefined;
}

/** The error for a response that is not 200. */
export function refusalError({ status, host, model, version, text, isHtml, sentBytes, waitMs }: Refusal): Error {
  const server = `the inference server at ${host}`;
  const sentence = sentenceIn(text);
  const reason = sentence === '' ? '' : `: ${sentence}`;
  if (status === 401 || status === 403) {
    return unavailable(`Access refused (${status}) by ${server}: check the token and the headers of the vision-engine`);
  }
  if (status === 413) {
    return unavailable(
      `Request too large (413) for ${server}, or a proxy before it: ${(sentBytes / 1e6).toFixed(1)} MB. Raise its limit`,
    );
  }
  if (status === 504)
    return new VisionError('ENGINE_TIMEOUT', `No response in time (504) from ${server}${isHtml ? '' : reason}`);
  if (status === 429 || status === 502 || status === 503) {
    return new ServerFault(unavailable(`Busy or not ready (${status}): ${server}${isHtml ? '' : reason}`), waitMs);
  }
  if (status === 501 && version !== undefined) {
    return new VisionError(
      'MODEL_NOT_FOUND',
      `No versions of models (501) on ${server}: remove ":${version}" from the name "${model}:${version}" in the vision-engine`,
    );
  }
  if (isHtml || (status === 404 && sentence === '')) return notAServer(host);
  if (status === 404) {
    return new VisionError(
      'MODEL_NOT_FOUND',
      `No model "${model}" on ${server}, or it is not loaded${reason}. Load it there, or set its name in the vision-engine`,
    );
  }
  return new VisionError('MODEL_UNSUPPORTED', `Cannot run the model "${model}" (${status}) on ${server}${reason}`);
}

export const notAServer = (host: string): VisionError =>
  unavailable(
    `No inference server at ${host}: the response is not of the Open Inference Protocol (KServe v2). Check the address`,
  );

/** The sentence of `{"error": "..."}`, at most 300 characters on one line. */
export function sentenceIn(text: string): string {
  try {
    const { error, detail } = Object(JSON.parse(text)) as { error?: unknown; detail?: unknown };
    return String(error ?? detail ?? '')
      .replace(/\s+/g, ' ')
      .replace(/[. ]+$/, '')
      .slice(0, 300);
  } catch {
    return '';
  }
}
