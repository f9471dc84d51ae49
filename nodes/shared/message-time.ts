import { invalidInput } from '../../src';
import { reading, type VisionMessage } from './message';
import { isAbsent } from './options';

/**
 * When the image of a message was taken, in ms since 1970: `msg.timestamp` as number, Date or ISO text, else now.
 * @throws VisionError `INVALID_INPUT` if `msg.timestamp` is no time
 */
export function timeOf(msg: VisionMessage): number {
  return reading('msg.timestamp', 'INVALID_INPUT', () => {
    const { timestamp } = msg;
    if (isAbsent(timestamp)) return Date.now();
    const time =
      timestamp instanceof Date
        ? timestamp.getTime()
        : typeof timestamp === 'string'
          ? Date.parse(timestamp)
          : timestamp;
    // The largest time of a Date.
    if (typeof time === 'number' && Math.abs(time) <= 8.64e15) return time;
    throw invalidInput(
      'msg.timestamp',
      'a time: milliseconds since 1970, a Date, or a text such as 2026-11-27T08:00:00Z',
      timestamp,
    );
  });
}
