import type { Bbox } from '../contract';
import { intersectionOf } from '../geometry/box';

/** Where an object is expected. */
export interface ExpectedPlace {
  readonly bbox: Bbox;
  /** Probability that it is there at all. */
  readonly existence: number;
  /** Variance of a coordinate, in shares of the squared size of the object. */
  readonly variance: number;
}

/** A lower edge that is further down by this share of the height of the box belongs to a nearer object. */
const NEARER = 0.02;
/** Less probable objects hide nothing. */
const LEAST_EXISTENCE = 0.3;
/** Probability that a detector finds an object of which everything can be seen. */
export const FOUND = 0.9;
/** A detector does not mind that this share of an object is hidden. */
const NO_MATTER = 0.1;
const MOST_HIDDEN = 0.95;
/** Weight of what is concluded from boxes, which are larger than their objects. */
const TRUST = 0.5;

/** The share of a box that the nearer one of two boxes covers; 0 if the other one is not nearer. */
export function coverBy(box: Bbox, other: Bbox, nearer = NEARER): number {
  if (other[1] + other[3] < box[1] + (1 + nearer) * box[3]) return 0;
  return intersectionOf(box, other) / (box[2] * box[3]);
}

/** For each object, the share of it that another one is expected to hide: less if it is not sure where the object is. */
export function expectedCovers(places: readonly ExpectedPlace[]): number[] {
  const hiding = places.filter(({ existence }) => existence >= LEAST_EXISTENCE);
  return places.map((place) => {
    let cover = 0;
    for (const other of hiding)
      if (other !== place) cover = Math.max(cover, other.existence * coverBy(place.bbox, other.bbox));
    return cover / (1 + 4 * place.variance);
  });
}

/**
 * Nats against giving a detection to an object that is hidden by this share: the detection is rather of the one in front.
 * @param cover 0 to 1
 */
export function costOfCover(cover: number): number {
  const found = FOUND * (1 - Math.min(MOST_HIDDEN, Math.max(0, cover - NO_MATTER)) ** 1.5);
  return TRUST * (Math.log(FOUND / (1 - FOUND)) - Math.log(found / (1 - found)));
}
