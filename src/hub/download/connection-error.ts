import { messageOf, type VisionError } from '../../errors';
import { type Subject, unreachable, WITHOUT_NETWORK } from '../errors';

/** Errors of `undici.request`, as far as they are used here. */
interface ConnectionError {
  readonly code?: string;
  readonly cause?: unknown;
  /** Of an `AggregateError`, if a host has several addresses. */
  readonly errors?: readonly unknown[];
  /** The host that DNS does not know. */
  readonly hostname?: string;
  readonly syscall?: string;
}

const CERTIFICATE = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_CA$|^INVALID_PURPOSE$|^UND_ERR_PRX_TLS$/;
const TLS = /^EPROTO$|^ERR_SSL_|^ERR_TLS_/;
const PROXY_STATUS = /Proxy response \((\d+)\)/;

/**
 * The error for a request that fails the same way each time it is repeated: a host without an address, a certificate that
 * is not trusted, a proxy that refuses. `undefined` for a failure that may pass.
 * @param reached names of hosts that have responded. If DNS does not know one of them any more, the network was lost
 */
export function lastingFailure(
  error: unknown,
  target: URL,
  reached: ReadonlySet<string>,
  subject: Subject,
): VisionError | undefined {
  const { code = '', hostname = target.hostname, syscall } = innermost(error);
  if (code === 'ENOTFOUND' && !reached.has(hostname)) {
    return unreachable(
      subject,
      `no host is called ${hostname} (${code})`,
      `Check the network, HF_ENDPOINT and HTTPS_PROXY. ${WITHOUT_NETWORK}`,
    );
  }
  if (isCertificateFailure(code)) {
    const advice = 'If a proxy of your network issued it, name the file of its root certificate in NODE_EXTRA_CA_CERTS';
    return unreachable(subject, `the certificate of ${target.host} is not trusted (${code})`, advice);
  }
  if (isTlsFailure(code)) {
    const advice = 'Check HF_ENDPOINT and HTTPS_PROXY: https:// may have to be http://';
    return unreachable(subject, `${target.host} does not accept a TLS connection (${code})`, advice);
  }
  if ((code === 'EACCES' || code === 'EPERM') && syscall === 'connect') {
    return unreachable(subject, `this machine forbids connections to ${target.host} (${code})`, 'Check its firewall');
  }
  const status = Number(PROXY_STATUS.exec(messageOf(error))?.[1] ?? 0);
  if (status === 407) {
    const advice = 'Set HTTPS_PROXY to http://user:password@host:port';
    return unreachable(subject, `the proxy needs another user and password (${status})`, advice);
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    const advice = 'Ask who runs the proxy, or name the host in NO_PROXY';
    return unreachable(subject, `the proxy refuses connections to ${target.host} (${status})`, advice);
  }
  return undefined;
}

/** Whether the code of a failed request means that the certificate of a host is not trusted. */
export const isCertificateFailure = (code: string): boolean => CERTIFICATE.test(code);

/** Whether it means that a host does not accept a TLS connection. */
export const isTlsFailure = (code: string): boolean => TLS.test(code);

/** The error that has the code of the system or of TLS. */
export function innermost(error: unknown): ConnectionError {
  const outer = (error ?? {}) as ConnectionError;
  const inner = (outer.errors?.[0] ?? outer.cause) as ConnectionError | undefined;
  return inner?.code === undefined ? outer : innermost(inner);
}
