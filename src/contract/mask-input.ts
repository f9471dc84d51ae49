import { invalidInput } from '../errors';
import type { Mask } from './mask';

/**
 * Reads the mask of a message. A mask that went through JSON (MQTT, a file) has its Buffer as `{type, data}`.
 * @param name of the value, as the user knows it: `msg.detections[0].mask`
 * @throws VisionError `BAD_BOXES`
 */
export function maskInput(name: string, value: unknown): Mask {
  const { dims, offset, data: given } = (value ?? {}) as Partial<Mask>;
  const data = bufferFrom(given);
  if (isPair(dims) && isPair(offset) && data?.length === dims[0] * dims[1]) {
    return { type: 'uint8', dims, offset, data };
  }
  throw invalidInput(
    name,
    '{dims: [height, width], offset: [x, y], data: a Buffer of height x width bytes}',
    value,
    'BAD_BOXES',
  );
}

function bufferFrom(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data) : undefined;
}

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((item) => Number.isInteger(item));
