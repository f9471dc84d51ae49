import { setImmediate } from 'node:timers/promises';
import type { Place, Port, Wire } from './wire';

/** Bytes that are serialized without yielding to other work: about 2 ms. A message with more is sent in pieces. */
const BYTES_AT_ONCE = 4 * 2 ** 20;
/** Smaller arrays stay in the message. */
const MIN_BYTES = 2 ** 16;
/** Deeper values are not searched for arrays. */
const MAX_DEPTH = 6;

/** An array of a message, and where it is in the message. */
interface Part {
  readonly place: Place;
  readonly bytes: Uint8Array;
}

/** A message whose large arrays are arriving. */
interface Arrival {
  readonly message: Wire;
  readonly parts: readonly Part[];
  missing: number;
}

/**
 * A port that sends the large arrays of a message in pieces, so that neither end is blocked for long: serializing 20 MB at
 * once takes 20 ms. The arrays must not change until the call ends. They arrive as Buffers that own their memory.
 */
export function inPieces(port: Port): Port {
  const outgoing = new Map<number, Wire>();
  const arriving = new Map<number, Arrival>();

  async function sendPieces(message: Wire, parts: readonly Part[]): Promise<void> {
    const { id } = message;
    outgoing.set(id, message);
    let sent = 0;
    for (const [part, { bytes }] of parts.entries()) {
      for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
        const piece = bytes.subarray(at, at + BYTES_AT_ONCE);
        sent += piece.length;
        if (sent > BYTES_AT_ONCE) {
          sent = piece.length;
          await setImmediate();
          // The call was cancelled.
          if (outgoing.get(id) !== message) return;
        }
        port.post({ kind: 'piece', id, part, at, bytes: piece });
      }
    }
    outgoing.delete(id);
  }

  function receive(message: Wire, listener: (message: Wire) => void): void {
    if (message.kind === 'split') {
      const parts = message.parts.map(({ place, length }) => ({ place, bytes: Buffer.from(new ArrayBuffer(length)) }));
      const missing = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
      arriving.set(message.id, { message: message.message, parts, missing });
    } else if (message.kind === 'piece') {
      const arrival = arriving.get(message.id);
      if (!arrival) return;
      arrival.parts[message.part]!.bytes.set(message.bytes, message.at);
      arrival.missing -= message.bytes.length;
      if (arrival.missing > 0) return;
      arriving.delete(message.id);
      for (const { place, bytes } of arrival.parts) put(arrival.message, place, bytes);
      listener(arrival.message);
    } else {
      if (message.kind === 'cancel') arriving.delete(message.id);
      listener(message);
    }
  }

  return {
    post(message, transfer) {
      if (message.kind === 'cancel') outgoing.delete(message.id);
      const parts: Part[] = [];
      const rest = withoutArrays(message, [], parts) as Wire;
      if (parts.reduce((sum, { bytes }) => sum + bytes.length, 0) <= BYTES_AT_ONCE) {
        port.post(message, transfer);
        return;
      }
      const lengths = parts.map(({ place, bytes }) => ({ place, length: bytes.length }));
      port.post({ kind: 'split', id: message.id, message: rest, parts: lengths });
      void sendPieces(message, parts);
    },
    listen: (listener) => port.listen((message) => receive(message, listener)),
  };
}

/** The value with `null` in the place of each large array. Adds these arrays to `parts`. */
function withoutArrays(value: unknown, place: Place, parts: Part[]): unknown {
  if (value instanceof Uint8Array) {
    if (value.length < MIN_BYTES) return value;
    parts.push({ place, bytes: value });
    return null;
  }
  if (place.length === MAX_DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Lists of numbers can be long.
    if (typeof value[0] !== 'object') return value;
    return value.map((item, index) => withoutArrays(item, [...place, index], parts));
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutArrays(item, [...place, name], parts)]),
  );
}

function put(message: object, place: Place, bytes: Uint8Array): void {
  let holder = message;
  for (const step of place.slice(0, -1)) holder = Reflect.get(holder, step) as object;
  Reflect.set(holder, place.at(-1)!, bytes);
}
