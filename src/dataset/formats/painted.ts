import { paintPixelRuns, pixelRunsOf } from '../../geometry/pixel-runs';
import type { AnnotatedPicture } from './format';

/**
 * A picture of values: 0 is the background, objects without a mask are not in it. Where objects overlap, the smaller one is on
 * top. Otherwise it could vanish.
 * @param values of the objects, in their order
 * @param map `[height, width]`, row-major, all 0
 */
export function paintObjects<Map extends Uint8Array | Uint16Array>(
  { objects, size }: Pick<AnnotatedPicture, 'objects' | 'size'>,
  values: readonly number[],
  map: Map,
): Map {
  const largestFirst = objects
    .map(({ mask, area }, index) => ({ mask, area, value: values[index]! }))
    .sort((a, b) => b.area - a.area);
  for (const { mask, value } of largestFirst) {
    if (mask) paintPixelRuns(map, [0, 0, size.width, size.height], pixelRunsOf(mask), value);
  }
  return map;
}
