import { invalidInput, VisionError } from '../errors';
import type { Point } from './point';

/** More points of one image are refused: each is compared with each box. */
export const MAX_POINTS = 1000;

/** @throws VisionError `BAD_BOXES` for more than `MAX_POINTS` */
export function refuseMorePoints(name: string, count: number): void {
  if (count <= MAX_POINTS) return;
  throw new VisionError('BAD_BOXES', `${name} has too many points: at most ${MAX_POINTS}, got ${count}`);
}

/**
 * Reads the points of a message. A point without a `label` is on the object.
 * @param name of the value, as the user knows it: `msg.points`
 * @throws VisionError `BAD_BOXES`
 */
export function pointsInput(name: string, value: unknown): Point[] {
  if (!Array.isArray(value)) throw invalidInput(name, 'an array of points {x, y, label}', value, 'BAD_BOXES');
  refuseMorePoints(name, value.length);
  return Array.from(value, (item, index) => toPoint(`${name}[${index}]`, item));
}

function toPoint(name: string, item: unknown): Point {
  const { x, y, label = 1 } = (item ?? {}) as Record<string, unknown>;
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    throw invalidInput(name, '{x, y, label} with x and y in pixels', item, 'BAD_BOXES');
  }
  if (label !== 1 && label !== 0) {
    throw invalidInput(`${name}.label`, '1 (on the object) or 0 (next to it)', label, 'BAD_BOXES');
  }
  return { x: x as number, y: y as number, label };
}
