import { depthIn, type PlacedZone } from './placed-zone';
import { type Sight, sizeOf, timeBetween } from './sight';

/** What a zone remembers of an object. Absent: the object is outside. Times in ms since 1970. */
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
  const wasDecided = stay?.entered !== undefined;
  const wasInside = wasDecided !== (stay?.changed !== undefined);
  const depth = isCounted ? depthIn(zone, sight) : Number.NEGATIVE_INFINITY;
  const isInsideNow = wasInside ? depth > leaveDepth(zone) : depth >= enterDepth(zone, sight);
  let next = stay;
  if (isInsideNow !== wasInside) {
    const { entered, dwelled = [] } = stay ?? {};
    const decided = { ...(entered !== undefined && { entered }), dwelled };
    if (isInsideNow !== wasDecided) next = { ...decided, changed: changeTime(zone, before, sight, depth) };
    else next = wasDecided ? decided : undefined;
  }
  return decidedAt(zone, next, sight.time);
}

function decidedAt({ row }: PlacedZone, stay: Stay | undefined, time: number): ZoneStep {
  if (stay?.changed === undefined) return { stay, facts: [] };
  const { entered, changed } = stay;
  if (entered === undefined) {
    if (time - changed < row.enterSeconds * 1000) return { stay, facts: [] };
    return { stay: { entered: changed, dwelled: [] }, facts: [{ type: 'entered', time: changed }] };
  }
  if (time - changed < row.exitSeconds * 1000) return { stay, facts: [] };
  return { stay: undefined, facts: [{ type: 'exited', time: changed }] };
}

/** The times of stay that an object in the zone has reached. */
export function dwelledInZone({ row }: PlacedZone, stay: Stay | undefined, time: number): ZoneStep {
  if (stay?.entered === undefined || stay.changed !== undefined) return { stay, facts: [] };
  const { entered, dwelled } = stay;
  const reached = row.dwellSeconds.filter((seconds) => time - entered >= seconds * 1000 && !dwelled.includes(seconds));
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
