import { type Bbox, gridFrom, type Region, regionFrom } from '../../contract';
import { invalidInput } from '../../errors';
import { crossesItself } from '../../geometry/polygon';
import { areaIn, sidesOf } from '../../geometry/segment';
import { type Look, type LookMode, lookModes } from './look';

/** Completes "must be ..." in errors about a grid. */
export const gridExpected = 'columns x rows of tiles, such as 2x2, each from 1 to 8';
/** Completes "must be ..." in errors about a region. */
export const regionExpected =
  'the corners of a polygon in shares of the image, such as [[0, 0.5], [1, 0.5], [1, 1]]: 3 to 64 corners, from 0 to 1, without edges that cross';
const BOXES_EXPECTED = 'a list of boxes [x, y, width, height] in pixels';

/** A polygon with a smaller area, as a share of the image, is a line but for rounding. */
const SMALLEST_AREA = 5e-7;

/** Reads a `Region` that has an area, and whose edges do not cross. `undefined` for all other values. */
export function polygonFrom(value: unknown): Region | undefined {
  const region = regionFrom(value);
  return region && !crossesItself(region) && areaIn(sidesOf(region)) > SMALLEST_AREA ? region : undefined;
}

/**
 * Reads a list of boxes in pixels.
 * @param name of the value, as the user knows it: `msg.motion.boxes`
 * @throws VisionError `INVALID_INPUT`
 */
export function boxList(name: string, value: unknown): Bbox[] {
  if (Array.isArray(value) && Array.from(value).every(isBox)) return Array.from(value);
  throw invalidInput(name, BOXES_EXPECTED, value);
}

/** @throws VisionError `INVALID_INPUT` */
export function checkLook(look: Look): void {
  const { at, grid, overlap, boxes, region } = look as Partial<Record<string, unknown>>;
  if (!lookModes.includes(at as LookMode)) throw invalidInput('look.at', `one of ${lookModes.join(', ')}`, at);
  if (at === 'tiles' && !gridFrom(grid)) throw invalidInput('look.grid', gridExpected, grid);
  if (at === 'tiles' && !(typeof overlap === 'number' && overlap >= 0 && overlap <= MAX_OVERLAP))
    throw invalidInput('look.overlap', `a number from 0 to ${MAX_OVERLAP}`, overlap);
  if (at === 'moving') boxList('look.boxes', boxes);
  if (at === 'region' && !polygonFrom(region)) throw invalidInput('look.region', regionExpected, region);
}

/** Tiles that overlap by more hardly differ. */
export const MAX_OVERLAP = 0.9;

/** In pixels. Sums of larger numbers may be infinite. */
const LARGEST = 1e9;

const isBox = (value: unknown): value is Bbox =>
  Array.isArray(value) &&
  value.length === 4 &&
  Array.from(value).every((side) => Number.isFinite(side) && Math.abs(side) <= LARGEST) &&
  value[2] >= 0 &&
  value[3] >= 0;
