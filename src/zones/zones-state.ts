import type { Detection, ImageSize, LineTotal } from '../contract';
import type { Followed } from './followed';
import type { Crossing } from './line';
import type { Sight } from './sight';
import type { Stay } from './zone';

/** An object that the zones of a camera know. */
export interface ZoneObject extends Omit<Followed, 'isSeen' | 'mask' | 'path' | 'still'> {
  readonly id: string;
  readonly still: boolean | undefined;
  /** Of its label. */
  readonly labelKey: string;
  /** Whether it may have been there before the camera started. */
  readonly initial: boolean;
  /** Its last sight, without the mask. Absent if it was not seen since the camera started. */
  readonly sight: Sight | undefined;
  /** By the name of the zone. */
  readonly stays: ReadonlyMap<string, Stay>;
  /** By the name of the line. */
  readonly crossings: ReadonlyMap<string, Crossing>;
}

/** Totals of a line, by label. */
export type LineTotals = ReadonlyMap<string, LineTotal>;

/** The memory of the zones of one camera. A new value replaces it at each message. */
export interface ZonesState {
  /** By `id`. */
  readonly objects: ReadonlyMap<string, ZoneObject>;
  /** Objects without an identity in the last searched image, if no object of it had one. */
  readonly untracked: readonly Detection[];
  /** By the name of the line. */
  readonly totals: ReadonlyMap<string, LineTotals>;
  /** The latest time of a message; -Infinity before the first one. */
  readonly time: number;
  /** The time of the first message, */
  readonly started: number;
  /** and the time up to which objects that are first seen may have been there before. */
  readonly initialUntil: number;
  /** Messages with objects or detections, at most 2. */
  readonly looks: number;
  readonly image?: ImageSize;
}

export const startState: ZonesState = {
  ...{ objects: new Map(), untracked: [], totals: new Map() },
  ...{
    time: Number.NEGATIVE_INFINITY,
    started: Number.NEGATIVE_INFINITY,
    initialUntil: Number.NEGATIVE_INFINITY,
    looks: 0,
  },
};

/** The same for one object in all messages and events of a camera: of its track, else `<camera>-<first seen, base 36>-<trackId>`. */
export function idOf({ id, trackId, firstSeen }: Followed, { objects }: ZonesState, camera: string): string {
  if (id !== undefined) return id;
  const known = [...objects.values()].find((object) => object.trackId === trackId);
  return known?.id ?? `${camera}-${Math.round(firstSeen).toString(36)}-${trackId}`;
}

/** The names of the zones that an object is in, in the order of the zones. */
export function zonesOf({ stays }: ZoneObject): string[] {
  const names: string[] = [];
  for (const [name, { entered }] of stays) if (entered !== undefined) names.push(name);
  return names;
}
