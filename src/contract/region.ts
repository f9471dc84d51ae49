import { zonePointsFrom } from './points-text';

/** The corners of a part of an image, in order, in shares of its width and height: 0 to 1. The last is joined to the first. */
export type Region = readonly (readonly [x: number, y: number])[];

/**
 * Reads a `Region` of 3 to 64 corners: a list of `[x, y]` or `{x, y}`, also as JSON, or a text of numbers such as
 * `0.1,0.2,0.9,0.2,0.5,1`. `undefined` for all other values.
 */
export function regionFrom(value: unknown): Region | undefined {
  const list = typeof value === 'string' ? listIn(value) : value;
  if (!Array.isArray(list) || list.length < 3 || list.length > 64) return undefined;
  const corners = Array.from(list, (corner: unknown) => cornerFrom(corner));
  return corners.every((corner) => corner !== undefined) ? corners : undefined;
}

const MAX_REGIONS = 200;

/**
 * Reads at most 200 regions: a list of values that `regionFrom` reads, also as JSON, or one of them. An empty text has none.
 * `undefined` for all other values.
 */
export function regionsFrom(value: unknown): Region[] | undefined {
  if (typeof value === 'string' && value.trim() === '') return [];
  const only = regionFrom(value);
  const list = only ? [only] : typeof value === 'string' ? listIn(value) : value;
  if (!Array.isArray(list) || list.length > MAX_REGIONS) return undefined;
  const regions = Array.from(list, (region: unknown) => regionFrom(region));
  return regions.every((region) => region !== undefined) ? regions : undefined;
}

function listIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return zonePointsFrom(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cornerFrom(corner: unknown): readonly [number, number] | undefined {
  if (typeof corner !== 'object' || corner === null) return undefined;
  const { x, y } = corner as { readonly x?: unknown; readonly y?: unknown };
  const [across, down, ...more] = Array.isArray(corner) ? corner : [x, y];
  return isShare(across) && isShare(down) && more.length === 0 ? [across, down] : undefined;
}

const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
