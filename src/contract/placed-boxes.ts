import { VisionError } from '../errors';
import { type BoxUnit, boxFormatText } from './box-format';
import type { Bbox, Detection } from './detection';
import { refuseMore, unlikelyBox } from './detections-input';
import type { ImageSize } from './vision';

/** How far a box without a pixel in the image may be from it, in widths and heights of the image. */
const FAR = 0.5;
/** In pixels: small images have boxes next to them too. */
const FAR_PIXELS = 64;
/** How far an edge of a box may be outside, in widths and heights of the image. */
const BEYOND = 2;

/**
 * The detections with boxes in pixels of an image.
 * @param unit of the boxes
 * @throws VisionError `BAD_BOXES` for a box that cannot be one of this image: it is smaller than a pixel, far outside, or its
 * numbers have another format. The error names the format that they seem to have
 */
export function placedBoxes<D extends Pick<Detection, 'bbox' | 'mask'>>(
  detections: readonly D[],
  image: ImageSize,
  unit: BoxUnit = 'pixels',
): D[] {
  refuseMore('The image', detections.length);
  return detections.map((detection, index) => {
    const bbox = unit === 'shares' ? inPixels(detection.bbox, image) : detection.bbox;
    const isEmpty = detection.mask !== undefined && bbox[2] === 0 && bbox[3] === 0;
    // The box of an object that points show, and of which no pixel was found.
    if (!isEmpty) check(`detections[${index}]`, bbox, image);
    return unit === 'shares' ? { ...detection, bbox } : detection;
  });
}

/** A box given in shares of the width and height of an image, to a thousandth of a pixel: shares are not exact. */
export function inPixels([x, y, width, height]: Bbox, image: ImageSize): Bbox {
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return [
    rounded(x * image.width),
    rounded(y * image.height),
    rounded(width * image.width),
    rounded(height * image.height),
  ];
}

function check(name: string, bbox: Bbox, image: ImageSize): void {
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite) || bbox[2] < 0 || bbox[3] < 0) {
    throw new VisionError('BAD_BOXES', `${name} must be ${boxFormatText('xywh')}, got ${shown(bbox)}`);
  }
  const [x, y, width, height] = bbox;
  const ofImage = `the image of ${image.width} x ${image.height} pixels`;
  // Boxes may reach a little beyond the image, in shares too.
  const isInUnit = bbox.every((value) => value >= -0.5 && value <= 1.5);
  const isSmall = width < 1 && height < 1 && image.width * image.height > 1;
  if (isSmall || (isInUnit && !bbox.every(Number.isInteger))) {
    const problem = `${name} must be ${boxFormatText('xywh')} of ${ofImage}, got ${shown(bbox)}`;
    const likely = bbox.every((value) => Math.abs(value) <= 2)
      ? 'It looks like shares of 0 to 1: set Box format to xywhn, xyxyn or cxcywhn'
      : 'A box has at least one pixel';
    throw new VisionError('BAD_BOXES', `${problem}. ${likely}`);
  }
  const across = { start: x, end: x + width, side: image.width };
  const down = { start: y, end: y + height, side: image.height };
  // Two corners inside the image, of which the second was taken for a size that is far beyond it.
  const isCorners = [across, down].every(
    ({ start, end, side }) => start >= 0 && end - start > start && end - start <= side,
  );
  if (isCorners && [across, down].some(({ end, side }) => end > side * 1.25))
    throw unlikelyBox(name, bbox, 'xywh', 'xyxy');
  if (![across, down].some(isFarOutside)) return;
  const advice = 'Is it from another image, or does it have another Box format?';
  throw new VisionError('BAD_BOXES', `${name} is far outside ${ofImage}: got ${shown(bbox)} in pixels. ${advice}`);
}

function isFarOutside({ start, end, side }: { start: number; end: number; side: number }): boolean {
  const far = Math.max(side * FAR, FAR_PIXELS);
  const beyond = Math.max(side * BEYOND, FAR_PIXELS);
  return end < -far || start > side + far || start < -beyond || end > side + beyond;
}

const shown = (bbox: readonly number[]): string =>
  Array.isArray(bbox) ? `[${bbox.map((value) => Number(Number(value).toPrecision(6))).join(', ')}]` : String(bbox);
