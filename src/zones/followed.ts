import type { Bbox, Detection, Mask, Track } from '../contract';
import type { Sight } from './sight';

/** An object with an identity, as one message has it. Pixels, times in ms since 1970. */
export interface Followed {
  /** Of the track, or made from the camera, the first sight and the `trackId`. */
  readonly id?: string;
  readonly trackId: number | string;
  readonly label: string;
  readonly score: number;
  readonly bbox: Bbox;
  readonly mask?: Mask;
  /** Whether the image of this message shows it. */
  readonly isSeen: boolean;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly still?: boolean;
  /** Bottom centres of its boxes. */
  readonly path: Track['path'];
}

/** The identity of a detection, if it has one. Some tools give all objects without an identity the number -1. */
export const identityOf = ({ trackId }: Detection): number | string | undefined =>
  (typeof trackId === 'number' && trackId >= 0) || (typeof trackId === 'string' && !/^\s*(-.*)?$/.test(trackId))
    ? trackId
    : undefined;

/** The tracks of a message, with the masks of their detections. Of two with the same identity, the first counts. */
export function followedTracks(tracks: readonly Track[], detections: readonly Detection[] = []): Followed[] {
  const masks = new Map(detections.flatMap(({ trackId, mask }) => (mask ? [[trackId, mask] as const] : [])));
  const byId = new Map<string, Followed>();
  for (const { id, trackId, label, score, bbox, seen, firstSeen, lastSeen, still, path } of tracks) {
    if (byId.has(id)) continue;
    const mask = masks.get(trackId);
    const followed = { id, trackId, label, score, bbox, isSeen: seen, firstSeen, lastSeen, still, path };
    byId.set(id, mask ? { ...followed, mask } : followed);
  }
  return [...byId.values()];
}

/**
 * Detections that another tracker gave an identity, without those that it filled in: the image does not show them. Of two with
 * the same identity, the first counts.
 */
export function followedDetections(detections: readonly Detection[], time: number): Followed[] {
  const byId = new Map<number | string, Followed>();
  for (const detection of detections) {
    const { label, score, bbox, mask, still } = detection;
    const trackId = identityOf(detection);
    if (trackId === undefined || detection.held || byId.has(trackId)) continue;
    const followed = { trackId, label, score, bbox, isSeen: true, firstSeen: time, lastSeen: time, path: [] };
    byId.set(trackId, { ...followed, ...(mask && { mask }), ...(still !== undefined && { still }) });
  }
  return [...byId.values()];
}

/** Where an object was since its last known sight, oldest first. Its path has places without boxes: they get the present size. */
export function sightsSince(object: Followed, last: Sight | undefined): Sight[] {
  const [, , width, height] = object.bbox;
  const after = last?.time ?? Number.NEGATIVE_INFINITY;
  const { path, isSeen, lastSeen, mask } = object;
  const sights: Sight[] =
    isSeen && lastSeen > after ? [{ time: lastSeen, bbox: object.bbox, ...(mask && { mask }) }] : [];
  // From the newest point on, because most often all but one are known.
  for (let index = path.length - 1; index >= 0 && path[index]![2] > after; index--) {
    const [x, y, time] = path[index]!;
    if (time < lastSeen || !isSeen) sights.push({ time, bbox: [x - width / 2, y - height, width, height] });
  }
  return sights.reverse();
}
