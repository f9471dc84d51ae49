import { createHash } from 'node:crypto';
import type { CameraLogin } from './camera-address';
import type { Challenge } from './challenges';

/** A request for which a login is computed. */
export interface LoginRequest {
  readonly method: string;
  /** Path and query, as the request line has them. */
  readonly uri: string;
}

/** The values that a client adds to each request: RFC 7616. */
export interface DigestRound {
  /** How often this nonce was used, from 1. */
  readonly count: number;
  /** A random text of this client. */
  readonly cnonce: string;
}

/** Hashes by the names of RFC 7616, best first. */
const hashes = { 'SHA-512-256': 'sha512-256', 'SHA-256': 'sha256', MD5: 'md5' } as const;

/** The place of an algorithm in the order of preference; -1 if it is unknown. */
export const digestRank = ({ params }: Challenge): number => Object.keys(hashes).indexOf(algorithmOf(params).name);

/** The value of the header `Authorization` for a digest challenge (RFC 7616; RFC 2069 if the server has no `qop`). */
export function digestAuthorization(
  { params }: Challenge,
  login: CameraLogin,
  { method, uri }: LoginRequest,
  { count, cnonce }: DigestRound,
): string {
  const { name, isSession } = algorithmOf(params);
  const hash = (...parts: string[]): string =>
    createHash(hashes[name as keyof typeof hashes])
      .update(parts.join(':'), 'utf8')
      .digest('hex');
  const { realm = '', nonce = '', opaque, algorithm } = params;
  const qop = qopOf(params);
  const nc = count.toString(16).padStart(8, '0');
  const secret = hash(login.user, realm, login.password);
  const key = isSession ? hash(secret, nonce, cnonce) : secret;
  // The body of a request is empty.
  const request = qop === 'auth-int' ? hash(method, uri, hash('')) : hash(method, uri);
  const response = qop ? hash(key, nonce, nc, cnonce, qop, request) : hash(key, nonce, request);
  const fields = [
    `username=${quoted(params.userhash === 'true' ? hash(login.user, realm) : login.user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop || isSession ? [`cnonce=${quoted(cnonce)}`] : []),
    ...(qop ? [`qop=${qop}`, `nc=${nc}`] : []),
    ...(params.userhash === 'true' ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

function algorithmOf({ algorithm = 'MD5' }: Challenge['params']): {
  readonly name: string;
  readonly isSession: boolean;
} {
  const [, name = '', session] = /^(.*?)(-sess)?$/i.exec(algorithm) ?? [];
  return { name: name.toUpperCase(), isSession: session !== undefined };
}

/** Without a body, both kinds protect the same. */
function qopOf({ qop }: Challenge['params']): 'auth' | 'auth-int' | undefined {
  const offered = qop?.toLowerCase().split(/[\s,]+/) ?? [];
  return (['auth', 'auth-int'] as const).find((one) => offered.includes(one));
}

/** Headers hold bytes: Node.js takes them as latin1, and servers as UTF-8. */
const quoted = (text: string): string => `"${Buffer.from(text.replace(/["\\]/g, '\\$&'), 'utf8').toString('latin1')}"`;
