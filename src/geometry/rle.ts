import type { ImageSize, Mask } from '../contract';

/** COCO's compressed run-length encoding of a full-size mask, as pycocotools writes and reads it. */
export interface CocoRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** A mask whose bytes may be those of a browser. */
type MaskPixels = Pick<Mask, 'dims' | 'offset'> & { readonly data: Uint8Array };

/** Encodes a mask as COCO RLE at full image size. */
export function cocoRle(mask: Mask, image: ImageSize): CocoRle {
  return { size: [image.height, image.width], counts: compressCounts(runLengths(mask, image)) };
}

/** Lengths of the alternating runs of 0 and 1 at full image size, column-major. The first counts 0s and may be 0. */
export function runLengths(mask: MaskPixels, image: ImageSize): number[] {
  const {
    dims: [height, width],
    offset: [left, top],
    data,
  } = mask;
  const counts: number[] = [];
  let value = 0;
  let runStart = 0;
  const change = (position: number): void => {
    counts.push(position - runStart);
    runStart = position;
    value = 1 - value;
  };
  for (let x = 0; x < width; x++) {
    const column = (left + x) * image.height + top;
    for (let y = 0; y < height; y++) {
      if (data[y * width + x] !== value) change(column + y);
    }
    // The pixels below the cropped mask, and above it in the next column, are background.
    if (value === 1 && (height < image.height || x === width - 1)) change(column + height);
  }
  const end = image.width * image.height;
  if (runStart < end || counts.length === 0) counts.push(end - runStart);
  return counts;
}

/**
 * The text of `rleToString` in cocoapi's maskApi.c. From the fourth count on, the difference to the count two before is
 * written. Each character is 48 + 5 bits of the number, low bits first; bit 5 = more follow, bit 4 of the last = sign.
 */
export function compressCounts(counts: readonly number[]): string {
  let text = '';
  counts.forEach((count, index) => {
    let rest = index > 2 ? count - counts[index - 2]! : count;
    for (let more = true; more; ) {
      const bits = rest & 0x1f;
      rest >>= 5;
      more = (bits & 0x10) !== 0 ? rest !== -1 : rest !== 0;
      text += String.fromCharCode((more ? bits | 0x20 : bits) + 48);
    }
  });
  return text;
}

/** The inverse of {@link compressCounts}. */
export function expandCounts(text: string): number[] {
  const counts: number[] = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at++) {
    const bits = text.charCodeAt(at) - 48;
    value |= (bits & 0x1f) << shift;
    shift += 5;
    if ((bits & 0x20) !== 0) continue;
    if ((bits & 0x10) !== 0) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts.at(-2)! : value);
    value = 0;
    shift = 0;
  }
  return counts;
}
