import { messageOf, VisionError } from '../errors';

/** A request to the server of a review, whichever server took it. */
export interface ReviewRequest {
  readonly method: 'GET' | 'POST';
  /** Below the address of the page: `datasets`, `files/page.js`; empty for the page itself. */
  readonly path: string;
  /** A value may be a list if the address repeats its name. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Of JSON. */
  readonly body?: unknown;
  /** The name of the person. */
  readonly user: string;
  readonly canWrite: boolean;
}

export interface ReviewResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Something that the request names does not exist. */
export class NotFound extends VisionError {
  constructor(message: string) {
    super('INVALID_INPUT', message);
  }
}

const always = { 'X-Content-Type-Options': 'nosniff' } as const;

/** Not stored by browsers or proxies. */
export const jsonResponse = (value: object, status = 200): ReviewResponse => ({
  status,
  headers: { ...always, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  body: JSON.stringify(value),
});

export const fileResponse = (
  body: string | Buffer,
  type: string,
  headers: Readonly<Record<string, string>>,
): ReviewResponse => ({ status: 200, headers: { ...always, 'Content-Type': type, ...headers }, body });

/** Status 404 for what does not exist, 400 for an invalid request, else 500. The body is `{code, message}`. */
export function errorResponse(error: unknown): ReviewResponse {
  const code = error instanceof VisionError ? error.code : 'INTERNAL_ERROR';
  const isInvalid = code === 'INVALID_INPUT' || code.startsWith('BAD_');
  const status = error instanceof NotFound ? 404 : isInvalid ? 400 : 500;
  return jsonResponse({ code, message: messageOf(error) }, status);
}
