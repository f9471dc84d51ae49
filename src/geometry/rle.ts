import type { ImageSize, Mask } from '../contract';

/** COCO's compressed run-length encoding, as pycocotools writes and reads it. */
export interface CocoRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** The mask at full image size as COCO RLE. */
export function cocoRle(mask: Mask, image: ImageSize): CocoRle {
  return { size: [image.height, image.width], counts: compressCounts(runLengths(mask, image)) };
}

/** Lengths of the runs of 0 and 1 in column-major order, beginning with 0s (a first length of 0 is allowed). */
export function runLengths({ dims: [height, width], offset: [left, top], data }: Mask, image: ImageSize): number[] {
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
    // What lies below the cropped mask, and above it in the next column, is background.
    if (value === 1 && (height < image.height || x === width - 1)) change(column + height);
  }
  const end = image.width * image.height;
  if (runStart < end || counts.length === 0) counts.push(end - runStart);
  return counts;
}

/**
 * The string form of `rleToString` in cocoapi's maskApi.c: from the third on the difference to the last but one,
 * 5 bits a character, low bits first, bit 5 = more follow, the sign taken from bit 4, plus 48.
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
