/** Stable identifiers, on which flows branch with `msg.error.code`. They are kept across processes and threads. */
export const errorCodes = [
  'BAD_IMAGE',
  'BAD_PROMPT',
  'BAD_BOXES',
  'BAD_DATASET',
  'INVALID_INPUT',
  'MODEL_NOT_FOUND',
  'MODEL_UNSUPPORTED',
  'DOWNLOAD_FAILED',
  'DEVICE_UNAVAILABLE',
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The only error that this library throws on purpose. Any other error is a bug of the library. */
export class VisionError extends Error {
  override readonly name = 'VisionError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
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

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Short enough for the debug sidebar, also for images and data URIs. */
function describe(value: unknown): string {
  if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return String(value);
}
