/**
 * Marks the pixels whose centre is at most `reach` from the centre of one that has the value: all within a disc around
 * each. Exact, in a time that does not depend on the reach: the threshold of a distance transform in two passes, columns
 * and rows, as in Meijster, Roerdink and Hesselink (2000).
 * @param pixels `[height, width]`, 0 or 1
 */
export function pixelsNear(pixels: Uint8Array, value: 0 | 1, width: number, reach: number): Uint8Array {
  const far = Math.floor(reach) + 1;
  const inColumn = columnDistances(pixels, value, width, far);
  // How far a pixel reaches to the side in a row so many pixels above or below its own.
  const sideways = Int32Array.from({ length: far }, (_, distance) => Math.floor(Math.sqrt(reach ** 2 - distance ** 2)));
  const near = new Uint8Array(pixels.length);
  for (let row = 0; row < pixels.length; row += width) {
    let covered = row - 1;
    for (let at = row; at < row + width; at++) {
      const distance = inColumn[at]!;
      if (distance < far && at + sideways[distance]! > covered) covered = at + sideways[distance]!;
      if (at <= covered) near[at] = 1;
    }
    covered = row + width;
    for (let at = covered - 1; at >= row; at--) {
      const distance = inColumn[at]!;
      if (distance < far && at - sideways[distance]! < covered) covered = at - sideways[distance]!;
      if (at >= covered) near[at] = 1;
    }
  }
  return near;
}

/** Distance of each pixel to the next one in its column that has the value; `far` where it is that or more. */
function columnDistances(pixels: Uint8Array, value: 0 | 1, width: number, far: number): Int32Array {
  const distances = new Int32Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] === value) continue;
    const above = at < width ? far : distances[at - width]! + 1;
    distances[at] = above < far ? above : far;
  }
  for (let at = pixels.length - width - 1; at >= 0; at--) {
    const below = distances[at + width]! + 1;
    if (below < distances[at]!) distances[at] = below;
  }
  return distances;
}
