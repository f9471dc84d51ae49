import type { ImageSize } from '../contract';
import { invalidInput } from '../errors';
import type { Point2d } from '../geometry/polygon';
import { type PlacedRows, placedRows } from './placed-rows';
import { type RelationInput, relationRowsFrom } from './relation-row';
import { totalsFrom } from './zone-counts';
import { type ZoneInput, zoneRowsFrom } from './zone-row';
import { startState, type ZonesState } from './zones-state';
import { nextStep, type ZonesInput, type ZonesResult } from './zones-step';

/** Decides which objects of a camera are in which zones, and which cross lines. Not shared between cameras. */
export interface Zones {
  /** Takes the next image. It need not be later than the last one. */
  update(input: ZonesInput): ZonesResult;
  /** Forgets all objects, and sets the totals of lines to 0. */
  reset(): void;
}

/** How the zones of a camera begin, and its relations. */
export interface ZonesOptions {
  /** The totals of lines to begin with, as `lines` of a result. Anything else in them is ignored. */
  readonly lines?: Readonly<Record<string, unknown>>;
  /** Relations between objects, such as a person without a helmet. They are counted and reported like zones. */
  readonly relations?: readonly RelationInput[];
}

/**
 * Opens the zones of one camera. They have no clock and no random numbers: the same input gives the same result.
 * @param camera its name, in events. Zones that name another camera are ignored
 * @throws VisionError `BAD_ZONES`
 */
export function openZones(camera: string, zones: readonly ZoneInput[], options: ZonesOptions = {}): Zones {
  const { lines = {}, relations = [] } = options;
  const isOfCamera = (row: { readonly camera: string }): boolean => row.camera === '' || row.camera === camera;
  const all = zoneRowsFrom(zones);
  const related = relationRowsFrom(relations, all).filter(isOfCamera);
  const rows = all.filter(isOfCamera);
  const totals = new Map(Object.entries(lines).map(([name, count]) => [name, totalsFrom(count)]));
  const placed = lastResult((image: ImageSize) => placedRows(rows, related, image));
  let state: ZonesState = { ...startState, totals };
  return {
    update(input) {
      const image = input.image ?? state.image ?? NO_IMAGE;
      const step = nextStep(state, { ...checked(input), image }, camera, placed(image));
      state = step.state;
      return input.withShapes ? shaped(step.result, placed(image)) : step.result;
    },
    reset() {
      state = startState;
    },
  };
}

/** Before the first image, there are no objects to place. */
const NO_IMAGE: ImageSize = { width: 1, height: 1 };

/** The images of a camera have one size, so only the last result is kept. */
function lastResult<T>(make: (image: ImageSize) => T): (image: ImageSize) => T {
  let last: { image: ImageSize; result: T } | undefined;
  return ({ width, height }) => {
    if (last?.image.width !== width || last.image.height !== height) {
      last = { image: { width, height }, result: make({ width, height }) };
    }
    return last.result;
  };
}

/** @throws VisionError `INVALID_INPUT` for a time that is not finite, or an image without pixels */
function checked(input: ZonesInput): ZonesInput {
  const { time, image } = input;
  if (!Number.isFinite(time)) throw invalidInput('time', 'a number of milliseconds since 1970', time);
  if (image && !(image.width > 0 && image.height > 0))
    throw invalidInput('image', 'a size of 1 x 1 pixel or more', image);
  return input;
}

/** A result whose counts have the shapes of their zones and lines. */
function shaped(result: ZonesResult, { zones, lines }: PlacedRows): ZonesResult {
  const shapes = new Map([...zones, ...lines].map(({ row, points }) => [row.name, points.map(copied)]));
  const withShape = <Count extends object>(counts: Readonly<Record<string, Count>>) =>
    Object.fromEntries(
      Object.entries(counts).map(([name, count]) => {
        // Relations have no shape.
        const shape = shapes.get(name);
        return [name, shape ? { ...count, shape } : count];
      }),
    );
  return { ...result, zones: withShape(result.zones), lines: withShape(result.lines) };
}

const copied = ([x, y]: Point2d): Point2d => [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
