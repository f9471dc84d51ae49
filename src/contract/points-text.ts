/** Points of a zone or line, from 0 to 1: shares of the width and height of an image. */
export type ZonePoints = readonly (readonly [x: number, y: number])[];

/**
 * Reads the points of a zone as people write or paste them: `[[0.1, 0.2], [0.9, 0.2]]` with any brackets, or none, as Frigate
 * does: `0.1,0.2,0.9,0.2`. Larger numbers are pixels, as supervision has them: `np.array([[192, 216], [1728, 216]])`.
 * @param image the size of the image that pixels belong to
 * @returns `undefined` for any other text, and for pixels if the size of the image is unknown
 */
export function zonePointsFrom(
  text: string,
  image?: { readonly width: number; readonly height: number },
): ZonePoints | undefined {
  const list = text
    .replace(/^\s*\w+\s*[=:]/, '')
    .replace(/,\s*dtype\s*=\s*[\w.]+|[a-z]+\.array\b|\bPoint\b/gi, '')
    .replace(/[[\](){}]/g, ' ')
    .trim();
  const numbers = list
    .split(/\s*[,;]\s*|\s+/)
    .filter((part) => part !== '')
    .map(Number);
  if (numbers.length === 0 || numbers.length % 2 !== 0 || !numbers.every(Number.isFinite)) return undefined;
  const isShares = numbers.every((number) => number >= 0 && number <= 1);
  const { width, height } = isShares ? { width: 1, height: 1 } : (image ?? { width: 0, height: 0 });
  if (width === 0) return undefined;
  const share = (number: number, side: number): number => Math.round((number / side) * 1e4) / 1e4;
  const points: [number, number][] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    points.push(
      isShares ? [numbers[at]!, numbers[at + 1]!] : [share(numbers[at]!, width), share(numbers[at + 1]!, height)],
    );
  }
  return points.every((point) => point.every((number) => number >= 0 && number <= 1)) ? points : undefined;
}
