/** Stable identifiers, on which flows branch with `msg.error.code`. They are kept across processes and threads. */
export const errorCodes = [
  'BAD_IMAGE',
  'BAD_PROMPT',
  'BAD_BOXES',
  'BAD_DATASET',
  'BAD_ZONES',
  'INVALID_INPUT',
  'MODEL_NOT_FOUND',
  'MODEL_UNSUPPORTED',
  'DOWNLOAD_FAILED',
  'CAMERA_FAILED',
  'CAMERA_LOGIN',
  'DEVICE_UNAVAILABLE',
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'INTERNAL_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Reasons of a failure that the status of a node names instead of its code. Kept across processes and threads, like codes. */
export const failureReasons = [
  'loginRequired',
  'loginRefused',
  'refused',
  'unknownHost',
  'unreachable',
  'connectionLost',
  'certificate',
  'tls',
  'noHttp',
  'badStatus',
  'redirected',
  'timedOut',
  'noJpeg',
  'incomplete',
  'tooLarge',
  'noVideo',
  'noFfmpeg',
  'oldFfmpeg',
] as const;

export interface FailureReason {
  readonly key: (typeof failureReasons)[number];
  /** The HTTP status of `badStatus`. */
  readonly httpStatus?: number;
}

/** The only error that this library throws on purpose. Any other error is a bug of the library. */
export class VisionError extends Error {
  override readonly name = 'VisionError';
  readonly reason?: FailureReason;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly reason?: FailureReason | undefined } = {},
  ) {
    super(message, options);
    if (options.reason) this.reason = options.reason;
  }

  /** The message without the name: Node-RED shows it to the user and writes it to `msg.error.message`. */
  override toString(): string {
    return this.message;
  }
}

/**
 * An error of one sentence: `<name> must be <expected>, got <received>`.
 * @param name of the value, as the user knows it: `msg.threshold`, `Device`
 */
export function invalidInput(name: string, expected: string, received: unknown, code: ErrorCode = 'INVALID_INPUT') {
  return new VisionError(code, `${name} must be ${expected}, got ${describe(received)}`);
}

/** The message of any thrown value, also of one that throws when it is read. */
export function messageOf(error: unknown): string {
  try {
    const { message = error } = Object(error) as { message?: unknown };
    return String(message);
  } catch {
    return 'an error without a message';
  }
}

/**
 * The error to report for any thrown value: itself if it has a code, else one with `code`.
 * @param problem completes "<problem>: <message>"
 */
export function withCode(error: unknown, code: ErrorCode, problem: string): VisionError {
  if (isOf(VisionError, error)) return error;
  // Node-RED passes the cause on to Catch nodes. Other values need not survive that.
  return new VisionError(code, `${problem}: ${messageOf(error)}`, isOf(Error, error) ? { cause: error } : {});
}

/** Not every value can be asked for its class: a revoked Proxy throws. */
function isOf<T>(kind: abstract new (...args: never[]) => T, value: unknown): value is T {
  try {
    return value instanceof kind;
  } catch {
    return false;
  }
}

/** Short enough for the debug sidebar, also for images and data URIs. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`;
    return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
  } catch {
    return 'an object that cannot be read';
  }
}
