/** Levels of a later image as a function of those of an earlier one: `gain * level + offset`. */
export interface Light {
  readonly gain: number;
  readonly offset: number;
}

const SAME_LIGHT: Light = { gain: 1, offset: 0 };

/** Every third pixel is enough for a mean, and of images 160 pixels wide not always in the same columns. */
const STEP = 3;
/** Below this share of pixels that can be compared, the light is taken as unchanged. */
const MIN_SHARE = 0.1;
/** An image with a lower variance of its levels shows no contrast, so that its gain is unknown. */
const MIN_VARIANCE = 4;
/** Clouds and cameras change the contrast by at most this factor between two images. */
const MAX_GAIN = 2;

/**
 * How the light changed between two images, by the mean and the standard deviation of their levels.
 * @param isCompared 1 for the pixels that count
 */
export function lightBetween(before: Float32Array, after: Uint8Array, isCompared: Uint8Array): Light {
  let [count, sumBefore, sumAfter, squaresBefore, squaresAfter] = [0, 0, 0, 0, 0];
  for (let at = 0; at < after.length; at += STEP) {
    if (isCompared[at] === 0) continue;
    const old = before[at]!;
    const level = after[at]!;
    count++;
    sumBefore += old;
    sumAfter += level;
    squaresBefore += old * old;
    squaresAfter += level * level;
  }
  if (count === 0 || count * STEP < after.length * MIN_SHARE) return SAME_LIGHT;
  const [meanBefore, meanAfter] = [sumBefore / count, sumAfter / count];
  const varianceBefore = squaresBefore / count - meanBefore * meanBefore;
  const varianceAfter = squaresAfter / count - meanAfter * meanAfter;
  const hasContrast = Math.min(varianceBefore, varianceAfter) >= MIN_VARIANCE;
  const ratio = hasContrast ? Math.sqrt(varianceAfter / varianceBefore) : 1;
  const gain = Math.min(Math.max(ratio, 1 / MAX_GAIN), MAX_GAIN);
  return { gain, offset: meanAfter - gain * meanBefore };
}

/** The levels of an image as they would be in another light. */
export function inLight(levels: Float32Array, { gain, offset }: Light): Float32Array {
  const result = new Float32Array(levels.length);
  for (let at = 0; at < levels.length; at++) result[at] = gain * levels[at]! + offset;
  return result;
}

/**
 * How the light changed between two images in which objects may have moved: their pixels would falsify it, so it is computed
 * once more without the pixels that differ then.
 * @param limits the difference above which a pixel has changed
 * @param isCompared 1 for the pixels that count
 */
export function lightBehindObjects(
  before: Float32Array,
  after: Uint8Array,
  limits: Float32Array,
  isCompared: Uint8Array,
): Light {
  const { gain, offset } = lightBetween(before, after, isCompared);
  const isUnchanged = isCompared.slice();
  for (let at = 0; at < after.length; at += STEP) {
    if (Math.abs(after[at]! - gain * before[at]! - offset) > limits[at]!) isUnchanged[at] = 0;
  }
  return lightBetween(before, after, isUnchanged);
}

/** 1 for the pixels that count and differ by more than their limit. */
export function changedPixels(
  before: Float32Array,
  after: Uint8Array,
  limits: Float32Array,
  isCompared: Uint8Array,
): Uint8Array {
  const isChanged = new Uint8Array(after.length);
  for (let at = 0; at < after.length; at++) {
    if (isCompared[at] === 1 && Math.abs(after[at]! - before[at]!) > limits[at]!) isChanged[at] = 1;
  }
  return isChanged;
}
