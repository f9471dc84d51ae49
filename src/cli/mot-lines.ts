import type { Detection } from '../index';

/**
 * The lines of one image in the result format of the MOT challenge: image, identity, left, top, width, height, score and three
 * unused numbers. Detections without an identity have no line.
 * @param frame number of the image, from 1
 */
export const motLines = (frame: number, detections: readonly Detection[]): string =>
  detections
    .filter(({ trackId }) => trackId !== undefined)
    .map(({ trackId, bbox, score }) => {
      const sides = bbox.map((side) => Number(side.toFixed(2)));
      return `${[frame, trackId, ...sides, Number(score.toFixed(4)), -1, -1, -1].join(',')}\n`;
    })
    .join('');
