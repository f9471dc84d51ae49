import type { Bbox, Detection, Mask } from '../contract';
import type { Rgb } from './colour';

/** A detection of the picture as it came, with what is drawn about it. */
export interface Found {
  /** Place in the list of detections. */
  readonly index: number;
  readonly detection: Detection;
  readonly bbox: Bbox;
  /** Only 0 and 1. Absent where the detection has no mask; without a pixel where its mask is empty. */
  readonly mask?: Mask;
  /** In pixels: of the mask, or of the box where there is no mask. */
  readonly area: number;
  readonly colour: Rgb;
}

export function foundOf(detection: Detection, index: number, colour: Rgb): Found {
  const { bbox, mask } = detection;
  const found = { index, detection, bbox, colour };
  if (!mask) return { ...found, area: bbox[2] * bbox[3] };
  const { bits, area } = countedBits(mask.data);
  return { ...found, area, mask: { ...mask, data: bits } };
}

/** Other tools' masks are 255 where the object is. */
function countedBits(data: Buffer): { bits: Buffer; area: number } {
  let area = 0;
  let all = 0;
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    all |= value;
    if (value !== 0) area++;
  }
  return { bits: all > 1 ? Buffer.from(data.map((value) => (value === 0 ? 0 : 1))) : data, area };
}
