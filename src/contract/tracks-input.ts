import { invalidInput } from '../errors';
import type { Track } from './track';

/** Points of a path that are read, the newest ones: `object-tracker` writes at most 32. */
const MAX_POINTS = 64;
const MAX_TRACKS = 10_000;

/**
 * Reads the tracks of `object-tracker`, in pixels. Other properties stay.
 * @param name of the value, as the user knows it: `msg.tracks`
 * @throws VisionError `BAD_BOXES`
 */
export function tracksInput(name: string, value: unknown): Track[] {
  if (!Array.isArray(value) || value.length > MAX_TRACKS) {
    throw invalidInput(name, `a list of at most ${MAX_TRACKS} tracks of object-tracker`, value, 'BAD_BOXES');
  }
  return Array.from(value, (track: unknown, index) => {
    if (!isTrack(track)) throw invalidInput(`${name}[${index}]`, EXPECTED, track, 'BAD_BOXES');
    return { ...track, path: track.path.slice(-MAX_POINTS) };
  });
}

const EXPECTED =
  'a track of object-tracker: {id, trackId, label, score, bbox, seen, firstSeen, lastSeen, path} with numbers in pixels and ms';

function isTrack(value: unknown): value is Track {
  const { id, trackId, label, score, bbox, seen, firstSeen, lastSeen, path } = Object(value) as Record<string, unknown>;
  return (
    [id, label].every((text) => typeof text === 'string') &&
    [trackId, score, firstSeen, lastSeen].every(Number.isFinite) &&
    typeof seen === 'boolean' &&
    isNumbers(bbox, 4) &&
    bbox[2]! >= 0 &&
    bbox[3]! >= 0 &&
    Array.isArray(path) &&
    path.slice(-MAX_POINTS).every((point) => isNumbers(point, 3))
  );
}

const isNumbers = (value: unknown, length: number): value is readonly number[] =>
  Array.isArray(value) && value.length === length && value.every(Number.isFinite);
