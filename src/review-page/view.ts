import type { ImageSize } from '../contract';
import type { Point2d } from '../geometry/segment';

/** Where an image is on the screen: a pixel of the image is `scale` pixels wide, its corner is at `x`, `y` of the pane. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const MAX_SCALE = 32;
const MARGIN = 8;

/** The image as large as the pane, in its centre. */
export function fitted(image: ImageSize, pane: ImageSize): View {
  const room = { width: Math.max(pane.width - 2 * MARGIN, 1), height: Math.max(pane.height - 2 * MARGIN, 1) };
  const scale = Math.min(room.width / image.width, room.height / image.height, MAX_SCALE);
  return { scale, x: (pane.width - image.width * scale) / 2, y: (pane.height - image.height * scale) / 2 };
}

/** Zooms by a factor. The pixel of the image at `at` of the pane keeps its place. */
export function zoomed(view: View, factor: number, at: Point2d, image: ImageSize, pane: ImageSize): View {
  const least = Math.min(fitted(image, pane).scale, 1);
  const scale = Math.min(Math.max(view.scale * factor, least), MAX_SCALE);
  const grown = scale / view.scale;
  return kept({ scale, x: at[0] - (at[0] - view.x) * grown, y: at[1] - (at[1] - view.y) * grown }, image, pane);
}

export const panned = (view: View, by: Point2d, image: ImageSize, pane: ImageSize): View =>
  kept({ ...view, x: view.x + by[0], y: view.y + by[1] }, image, pane);

/** A part of the image always remains in the pane: at least a quarter of the pane, or of the image. */
function kept({ scale, x, y }: View, image: ImageSize, pane: ImageSize): View {
  const within = (start: number, length: number, room: number): number => {
    const part = Math.min(length, room) / 4;
    return Math.min(Math.max(start, part - length), room - part);
  };
  return { scale, x: within(x, image.width * scale, pane.width), y: within(y, image.height * scale, pane.height) };
}

/** Pixels of the image at a point of the pane. */
export const toImage = ({ scale, x, y }: View, [px, py]: Point2d): Point2d => [(px - x) / scale, (py - y) / scale];
