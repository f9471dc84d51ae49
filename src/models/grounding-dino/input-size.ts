import type { ImageSize } from '../../contract';
import { VisionError } from '../../errors';
import { type PreprocessConfig, sizeByEdges } from '../preprocess';
import type { TensorInfo } from '../session';

/** How a graph selects its queries: as the best cells of feature maps of the image. */
export interface QuerySelection {
  /** Number of queries. The graph fails natively for an image with fewer cells. */
  readonly queries: number;
  /** Number of feature maps. The coarsest has a cell per 64 pixels on each axis, each finer one twice as many. */
  readonly levels: number;
}

/**
 * The size to which an image is resized, in pixels: that of the input if the graph fixes it, else by `size` of
 * `preprocessor_config.json`: a fixed size, or the shortest and longest edge, by default 800 and 1333 as in the paper.
 * @param sides height and width of the graph's image input
 * @param image size of the upright image, in pixels
 * @throws VisionError `BAD_IMAGE` for an image too long and narrow for the graph
 */
export function inputSize(
  [height, width]: TensorInfo['dims'],
  { size }: PreprocessConfig,
  querySelection: QuerySelection,
  image: ImageSize,
): ImageSize {
  if (typeof height === 'number' && typeof width === 'number') return { width, height };
  if (size?.height !== undefined && size.width !== undefined) return { width: size.width, height: size.height };
  const longest = size?.longest_edge ?? 1333;
  const limit = maxAspectRatio(longest, querySelection);
  const ratio = Math.max(image.width, image.height) / Math.min(image.width, image.height);
  if (ratio <= limit) return sizeByEdges(image, size?.shortest_edge ?? 800, longest);
  throw new VisionError(
    'BAD_IMAGE',
    `Image too long and narrow: ${image.width} x ${image.height} pixels. This model takes images up to ${Math.floor(limit)} times as long as wide. Split it into tiles`,
  );
}

/** Ratio of the longer to the shorter side up to which an image, with this longest edge, has a cell for every query. */
function maxAspectRatio(longest: number, { queries, levels }: QuerySelection): number {
  // The resize rule may round the longer side down.
  const long = longest - 1;
  let short = 1;
  while (short < long && cellsIn(long, short, levels) < queries) short++;
  return longest / short;
}

/** Cells of all feature maps of an image of `long` x `short` pixels. */
function cellsIn(long: number, short: number, levels: number): number {
  const strides = Array.from({ length: levels }, (_, level) => 64 / 2 ** level);
  return strides.reduce((sum, stride) => sum + Math.ceil(long / stride) * Math.ceil(short / stride), 0);
}
