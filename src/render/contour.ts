import type { ImageSize } from '../contract';
import type { MaskRegion } from './region';

/**
 * The pixels of a mask that are nearer than `lineWidth` pixels to the background. There is no line along the border of
 * the image, where an object that is cut off continues outside.
 * @param size of the image
 */
export function contourOf(region: MaskRegion, size: ImageSize, lineWidth: number): MaskRegion {
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  // A margin as wide as the line saves all tests for the borders below.
  const stride = width + 2 * lineWidth;
  const start = (lineWidth - region.top) * stride + lineWidth - region.left;
  const object = new Uint8Array(stride * (height + 2 * lineWidth));
  copyInto(object, stride, start, region);
  continueOutside(object, stride, lineWidth, region, size);

  const line = new Uint8Array(object.length);
  const brush = discOffsets(lineWidth - 0.5, stride);
  for (let y = region.top; y < region.bottom; y++) {
    const end = start + y * stride + region.right;
    for (let at = end - width; at < end; at++) {
      if (object[at] === 0 || (object[at - 1]! & object[at + 1]! & object[at - stride]! & object[at + stride]!) === 1) {
        continue;
      }
      for (let dot = 0; dot < brush.length; dot++) line[at + brush[dot]!] = object[at + brush[dot]!]!;
    }
  }
  return { ...region, data: line, stride, start };
}

function copyInto(object: Uint8Array, stride: number, start: number, region: MaskRegion): void {
  for (let y = region.top; y < region.bottom; y++) {
    const row = region.start + y * region.stride;
    object.set(region.data.subarray(row + region.left, row + region.right), start + y * stride + region.left);
  }
}

/** Marks the margin along the border of the image as object. */
function continueOutside(
  object: Uint8Array,
  stride: number,
  margin: number,
  { left, top, right, bottom }: MaskRegion,
  { width, height }: ImageSize,
): void {
  if (top === 0) object.fill(1, 0, margin * stride);
  if (bottom === height) object.fill(1, object.length - margin * stride);
  for (let row = 0; row < object.length; row += stride) {
    if (left === 0) object.fill(1, row, row + margin);
    if (right === width) object.fill(1, row + stride - margin, row + stride);
  }
}

/** Offsets in a buffer of `stride` from the centre of a disc to its pixels. */
function discOffsets(radius: number, stride: number): Int32Array {
  const reach = Math.floor(radius);
  const offsets: number[] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= radius * radius) offsets.push(y * stride + x);
  }
  return Int32Array.from(offsets);
}
