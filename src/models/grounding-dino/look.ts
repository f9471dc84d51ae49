import type { Bbox, Grid, ImageSize, Region } from '../../contract';
import { atLeast, boundsOf, pixelArea } from '../../geometry/areas';
import { isInPolygon, type Polygon } from '../../geometry/polygon';
import { tilesOf } from '../../geometry/tiles';

/** Which parts of an image a detector runs on. */
export const lookModes = ['whole', 'tiles', 'moving', 'region'] as const;
export type LookMode = (typeof lookModes)[number];

/**
 * `whole`: the complete image. `tiles`: the complete image, and each tile of a grid. `moving`: the part around boxes in pixels,
 * such as those of `msg.motion`. `region`: the rectangle around a polygon; detections whose bottom centre is outside of the
 * polygon are removed.
 */
export type Look =
  | { readonly at: 'whole' }
  | { readonly at: 'tiles'; readonly grid: Grid; readonly overlap: number }
  | { readonly at: 'moving'; readonly boxes: readonly Bbox[] }
  | { readonly at: 'region'; readonly region: Region };

/** The default grid and overlap of tiles: those of SAHI, commit 9a4e569, for the overlap. */
export const lookDefaults = { grid: '2x2', tileOverlap: 0.2 } as const;

/** Growth of the bounds of moving boxes per axis: objects move on until the image is taken, and detectors need surroundings. */
const GROWTH = 0.25;
/** Smallest side of the part around moving boxes, as a share of the image's side: in a smaller one, objects lose their surroundings. */
const SMALLEST_SIDE = 1 / 3;
/** A part that covers more of the image saves nothing. */
const LARGEST_SHARE = 0.6;

/** Distance in pixels from the border of a part within which it cuts a box off. */
export const CUT = 2;

/** The parts of an image that a detector runs on, in whole pixels. */
export function areasOf(look: Look, image: ImageSize): Bbox[] {
  const whole = wholeOf(image);
  switch (look.at) {
    case 'whole':
      return [whole];
    case 'tiles':
      return [whole, ...tilesOf(image, look.grid, look.overlap).filter((tile) => !isWhole(tile, image))];
    case 'moving':
      return [look.boxes.length > 0 ? movingArea(look.boxes, image) : whole];
    case 'region':
      return [pixelArea(boundsOf(polygonOf(look.region, image).map(([x, y]): Bbox => [x, y, 0, 0])), image)];
  }
}

/** A region in pixels of an image. */
export const polygonOf = (region: Region, { width, height }: ImageSize): Polygon =>
  region.map(([x, y]) => [x * width, y * height]);

/** Whether a part of an image is all of it. */
export const isWhole = ([, , width, height]: Bbox, image: ImageSize): boolean =>
  width === image.width && height === image.height;

const wholeOf = ({ width, height }: ImageSize): Bbox => [0, 0, width, height];

function movingArea(boxes: readonly Bbox[], image: ImageSize): Bbox {
  const [x, y, width, height] = boundsOf(boxes);
  const grown: Bbox = [
    x - (width * GROWTH) / 2,
    y - (height * GROWTH) / 2,
    width * (1 + GROWTH),
    height * (1 + GROWTH),
  ];
  const least = { width: image.width * SMALLEST_SIDE, height: image.height * SMALLEST_SIDE };
  const area = pixelArea(atLeast(grown, least, image), image);
  return area[2] * area[3] > LARGEST_SHARE * image.width * image.height ? wholeOf(image) : area;
}

/**
 * Whether an object is in the region of a look: its bottom centre is inside the polygon. A box that the bottom of the
 * rectangle around the polygon cuts off continues below it.
 * @returns a predicate for boxes in pixels of the image. It is true for all boxes if the look is not at a region
 */
export function regionFilter(look: Look, image: ImageSize): (bbox: Bbox) => boolean {
  if (look.at !== 'region') return () => true;
  const polygon = polygonOf(look.region, image);
  const [, top, , height] = areasOf(look, image)[0]!;
  const bottom = top + height;
  return ([x, y, width, length]) => {
    if (bottom < image.height && y + length >= bottom - CUT) return false;
    // The last row of pixels: the bottom edge of the box may be that of the image and of the polygon.
    return isInPolygon([x + width / 2, y + length - Math.min(0.5, length / 2)], polygon);
  };
}
