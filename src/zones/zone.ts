import { depthIn, type PlacedZone } from './placed-zone';
import type { StaySettings } from './row-settings';
import { type Sight, sizeOf, timeBetween } from './sight';

/** The memory of a zone about one object. Absent: the object is outside. Times in ms since 1970. */
export interface Stay {
  /** When the object entered; absent while it is not decided that it did. */
  readonly entered?: number;
  /** When the object went to the other side, while it is not decided that it stays there. */
  readonly changed?: number;
  /** Entries of `dwellSeconds` that were reported. */
  readonly dwelled: readonly number[];
}

/** A fact that a zone decided, and since when it is true. */
export interface ZoneFact {
  readonly type: 'entered' | 'exited' | 'dwelled';
  readonly time: number;
}

export interface ZoneStep {
  readonly stay: Stay | undefined;
  readonly facts: readonly ZoneFact[];
}

/** An object is inside from this depth on, and outside from this one: in object sizes, or in shares of the object. */
const ENTER_DEPTH = 0.05;
const LEAVE_DEPTH = -0.1;

/**
 * The next sight of an object. It enters when it is inside by a margin, and stays inside for `enterSeconds`. It exits when it
 * is outside by a margin, and stays outside for `exitSeconds`. In between, the last decision holds.
 * @param before the previous sight, if there is one
 * @param isCounted whether the zone counts objects with the label of this one
 */
export function seenInZone(
  zone: PlacedZone,
  stay: Stay | undefined,
  before: Sight | undefined,
  sight: Sight,
  isCounted: boolean,
): ZoneStep {
  const depth = isCounted ? depthIn(zone, sight) : Number.NEGATIVE_INFINITY;
  const isInside = wasInside(stay) ? depth > leaveDepth(zone) : depth >= enterDepth(zone, sight);
  return stayAfter(zone.row, stay, isInside, () => changeTime(zone, before, sight, depth), sight.time);
}

/** Where the last sight was, whether or not that is decided. */
export const wasInside = (stay: Stay | undefined): boolean =>
  (stay?.entered !== undefined) !== (stay?.changed !== undefined);

/** Seconds after which a change is decided. */
type StayTimes = Pick<StaySettings, 'enterSeconds' | 'exitSeconds'>;

/**
 * The stay after one more sight.
 * @param changeTime when the object went to the other side, if it did
 */
export function stayAfter(
  times: StayTimes,
  stay: Stay | undefined,
  isInside: boolean,
  changeTime: () => number,
  time: number,
): ZoneStep {
  if (isInside === wasInside(stay)) return decidedAt(times, stay, time);
  const { entered, dwelled = [] } = stay ?? {};
  const decided = { ...(entered !== undefined && { entered }), dwelled };
  const isDecided = entered !== undefined;
  if (isInside !== isDecided) return decidedAt(times, { ...decided, changed: changeTime() }, time);
  return { stay: isDecided ? decided : undefined, facts: [] };
}

function decidedAt({ enterSeconds, exitSeconds }: StayTimes, stay: Stay | undefined, time: number): ZoneStep {
  if (stay?.changed === undefined) return { stay, facts: [] };
  const { entered, changed } = stay;
  if (time - changed < (entered === undefined ? enterSeconds : exitSeconds) * 1000) return { stay, facts: [] };
  if (entered !== undefined) return { stay: undefined, facts: [{ type: 'exited', time: changed }] };
  return { stay: { entered: changed, dwelled: [] }, facts: [{ type: 'entered', time: changed }] };
}

/** The times of stay that an object in the zone has reached. */
export function dwelledInZone(dwellSeconds: readonly number[], stay: Stay | undefined, time: number): ZoneStep {
  if (stay?.entered === undefined || stay.changed !== undefined) return { stay, facts: [] };
  const { entered, dwelled } = stay;
  const reached = dwellSeconds.filter((seconds) => time - entered >= seconds * 1000 && !dwelled.includes(seconds));
  if (reached.length === 0) return { stay, facts: [] };
  return {
    stay: { ...stay, dwelled: [...dwelled, ...reached] },
    facts: reached.map((seconds) => ({ type: 'dwelled', time: entered + seconds * 1000 })),
  };
}

/** The exit of an object that is gone, and was last seen at `lastSeen`. */
export function goneFromZone(stay: Stay | undefined, lastSeen: number): readonly ZoneFact[] {
  if (stay?.entered === undefined) return [];
  return [{ type: 'exited', time: Math.max(stay.entered, stay.changed ?? lastSeen) }];
}

/** Half of a narrow zone must be deeper than the margin, or nothing could enter. */
function enterDepth({ row, halfWidth }: PlacedZone, sight: Sight): number {
  return row.anchor === 'overlap' ? 0 : Math.min(ENTER_DEPTH, halfWidth / 2 / sizeOf(sight));
}

/** With the anchor `overlap`, a share of 0 must be outside. */
const leaveDepth = ({ row }: PlacedZone): number =>
  row.anchor === 'overlap' ? Math.max(LEAVE_DEPTH, -row.overlap / 2) : LEAVE_DEPTH;

/** When the object passed the edge of the zone: where depth is 0 on the way between two sights. */
function changeTime(zone: PlacedZone, before: Sight | undefined, sight: Sight, depth: number): number {
  if (!before) return sight.time;
  const first = depthIn(zone, before);
  const share = first * depth < 0 && Number.isFinite(depth) ? first / (first - depth) : 0;
  return timeBetween(before, sight, share);
}
