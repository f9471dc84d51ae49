import { filmShapes } from '../../models/demo/scenes/moving-shapes';
import type { Bbox } from '../../src/contract';
import { maskBounds } from '../../src/geometry/mask';
import { thumbnailOf } from '../../src/image/thumbnail';
import { sigmoid } from '../../src/models/sigmoid';
import { colourDistance, colourHistograms } from '../../src/tracking/colour-histogram';

/** Distances of the colours of two sightings in different frames: of the same object, and of two objects. */
export interface ColourDistances {
  readonly same: readonly number[];
  readonly other: readonly number[];
}

const FILM = { side: 160, count: 7 };
const TIMES = [0, 1, 2, 4, 7];

/**
 * The distances of all objects that are visible enough in rendered films.
 * @param withMasks whether the pixels of masks are read, or the inner part of boxes
 */
export function renderedDistances(seeds: readonly number[], withMasks: boolean): ColourDistances {
  const [same, other]: [number[], number[]] = [[], []];
  for (const seed of seeds) {
    const film = filmShapes(seed, FILM);
    const sightings = TIMES.flatMap((time) => {
      const { pixels, objects } = film(time);
      const shown = objects
        .filter(({ mask }) => mask.data.length > 0)
        .map(({ id, mask }) => ({ id, bbox: maskBounds(mask) as Bbox, ...(withMasks && { mask }) }));
      const colours = colourHistograms(thumbnailOf(pixels, 320), pixels, shown);
      return shown.map(({ id }, index) => ({ id, time, colours: colours[index] }));
    });
    for (const a of sightings)
      for (const b of sightings) {
        if (a.time >= b.time || !a.colours || !b.colours) continue;
        const distance = colourDistance(a.colours, b.colours);
        if (distance !== undefined) (a.id === b.id ? same : other).push(distance);
      }
  }
  return { same, other };
}

/** The logarithm of the ratio of two likelihoods, "other object" and "same object", as `slope * (distance - centre)`. */
export interface ColourCost {
  readonly slope: number;
  readonly centre: number;
}

/** Logistic regression of both kinds of pairs with equal weight (Newton's method). */
export function fitColourCost({ same, other }: ColourDistances): ColourCost {
  let [offset, slope] = [0, 1];
  const rows = [
    ...same.map((distance) => ({ distance, target: 0, weight: 1 / same.length })),
    ...other.map((distance) => ({ distance, target: 1, weight: 1 / other.length })),
  ];
  for (let step = 0; step < 50; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
    for (const { distance, target, weight } of rows) {
      const p = sigmoid(offset + slope * distance);
      const [error, curvature] = [weight * (target - p), weight * p * (1 - p)];
      g0 += error;
      g1 += error * distance;
      h00 += curvature;
      h01 += curvature * distance;
      h11 += curvature * distance * distance;
    }
    const determinant = h00 * h11 - h01 * h01;
    offset += (h11 * g0 - h01 * g1) / determinant;
    slope += (h00 * g1 - h01 * g0) / determinant;
  }
  return { slope, centre: -offset / slope };
}
