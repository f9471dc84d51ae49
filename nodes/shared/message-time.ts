import type { NodeAPI } from 'node-red';
import { invalidInput } from '../../src';
import { earlierVision, reading, type VisionMessage, writeMessage } from './message';
import { isAbsent } from './options';

/**
 * Sets `msg.vision.time`, when the image of a message was taken, in ms since 1970: `msg.timestamp` as number, Date or ISO
 * text, else the time that an earlier node has set, else now.
 * @throws VisionError `INVALID_INPUT` if `msg.timestamp` is no time, or the message does not take it
 */
export function stampTime(RED: NodeAPI, msg: VisionMessage): number {
  const vision = earlierVision(msg);
  const time = timestampOf(msg) ?? (isTime(vision.time) ? vision.time : Date.now());
  if (vision.time !== time) writeMessage(RED, msg, 'vision', { ...vision, time });
  return time;
}

function timestampOf(msg: VisionMessage): number | undefined {
  return reading('msg.timestamp', 'INVALID_INPUT', () => {
    const { timestamp } = msg;
    if (isAbsent(timestamp)) return undefined;
    const time =
      timestamp instanceof Date
        ? timestamp.getTime()
        : typeof timestamp === 'string'
          ? Date.parse(timestamp)
          : timestamp;
    if (isTime(time)) return time;
    throw invalidInput(
      'msg.timestamp',
      'a time: milliseconds since 1970, a Date, or a text such as 2026-11-27T08:00:00Z',
      timestamp,
    );
  });
}

/** At most the largest time of a Date. */
const isTime = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;
