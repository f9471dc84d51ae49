import { cocoRle, type Detection, type ImageSize, roundedScore } from '../index';
import type { PictureResult } from './finder';

/** The detections of an image, with the path of its file. */
export interface FileResult extends PictureResult {
  readonly file: string;
}

/** One line of JSON for one image. Masks are COCO RLE of the full image, scores have at most 4 decimals. */
export function jsonDocument({ file, image, detections, ms }: FileResult): string {
  return JSON.stringify({
    image: { file, width: image.width, height: image.height },
    detections: detections.map((detection) => plainDetection(detection, image)),
    ms,
  });
}

function plainDetection({ mask, ...detection }: Detection, image: ImageSize): object {
  const { score, maskScore } = detection;
  return {
    ...detection,
    score: roundedScore(score),
    ...(maskScore !== undefined && { maskScore: roundedScore(maskScore) }),
    ...(mask && { segmentation: cocoRle(mask, image) }),
  };
}

/** A table to read: a line for the image, a header, and a line for each detection. Boxes are in pixels. */
export function table({ file, image, detections }: Pick<FileResult, 'file' | 'image' | 'detections'>): string {
  const title = `${file}  ${image.width} x ${image.height}  ${detections.length} ${detections.length === 1 ? 'detection' : 'detections'}\n`;
  if (detections.length === 0) return title;
  const hasMasks = detections.some(({ mask }) => mask);
  const header = ['label', 'score', 'x', 'y', 'width', 'height', ...(hasMasks ? ['mask score', 'pixels'] : [])];
  const rows = detections.map(({ label, score, bbox, maskScore = 0, area = 0 }) => [
    label,
    score.toFixed(2),
    ...bbox.map((side) => String(Math.round(side))),
    ...(hasMasks ? [maskScore.toFixed(2), String(area)] : []),
  ]);
  return title + align([header, ...rows]);
}

/** The first column is text and aligned left, the others are numbers and aligned right. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      );
      return `  ${cells.join('  ')}\n`;
    })
    .join('');
}
