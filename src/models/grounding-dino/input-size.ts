import type { ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import { type PreprocessConfig, sizeByEdges } from '../preprocess';
import type { TensorInfo } from '../session';

/** What a graph demands of the pictures it sees. */
export interface PictureNeeds {
  /** Objects that the graph looks for: it fails natively where a picture gives it fewer places to look at. */
  readonly queries: number;
  /** Grids of places, the coarsest with a place for every 64 pixels, each finer one with twice as many. */
  readonly levels: number;
}

/**
 * The size to which a picture is brought: fixed by the graph, or by the folder's resize rule where the graph leaves
 * height and width open.
 * @throws VisionError `BAD_IMAGE` for a picture too long and narrow for the graph
 */
export function inputSize(
  pixels: Pick<TensorInfo, 'dims'>,
  { size }: PreprocessConfig,
  needs: PictureNeeds,
  image: ImageSize,
): ImageSize {
  const [, , height, width] = pixels.dims;
  if (typeof height === 'number' && typeof width === 'number') return { width, height };
  if (size?.height !== undefined && size.width !== undefined) return { width: size.width, height: size.height };
  const longest = size?.longest_edge ?? 1333;
  const limit = longestRatio(longest, needs);
  const ratio = Math.max(image.width, image.height) / Math.min(image.width, image.height);
  if (ratio <= limit) return sizeByEdges(image, size?.shortest_edge ?? 800, longest);
  throw new VisionError(
    'BAD_IMAGE',
    `An image of ${image.width} x ${image.height} pixels is too long and narrow for this model, which takes images up to ${Math.floor(limit)} times as long as wide: cut it into pieces`,
  );
}

/** How many times as long as wide a picture may be that is brought to this longest edge. */
function longestRatio(longest: number, { queries, levels }: PictureNeeds): number {
  // The resize rule may round the longer side down.
  const long = longest - 1;
  let short = 1;
  while (short < long && placesIn(long, short, levels) < queries) short++;
  return longest / short;
}

function placesIn(long: number, short: number, levels: number): number {
  const strides = Array.from({ length: levels }, (_, level) => 64 / 2 ** level);
  return strides.reduce((sum, stride) => sum + Math.ceil(long / stride) * Math.ceil(short / stride), 0);
}
