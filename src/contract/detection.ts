import type { Mask } from './mask';

/**
 * Axis-aligned rectangle in pixels of the upright image, COCO order, origin top left. Floats.
 * Covers `x <= px < x + width`, and likewise in y.
 */
export type Bbox = readonly [x: number, y: number, width: number, height: number];

/** One object found in an image: what `grounding-dino` emits, `sam` completes and `mask-render` draws. */
export interface Detection {
  /** The user's class name, exactly as typed. */
  readonly label: string;
  /** Match strength, 0 to 1. Ranks the detections of one image; it is not a probability. */
  readonly score: number;
  readonly bbox: Bbox;
  /** The phrase of the prompt that matched, where it differs from `label`. */
  readonly phrase?: string;
  /** Absent until `sam` has run. */
  readonly mask?: Mask;
  /** IoU with the true mask as the model predicts it, 0 to 1. */
  readonly maskScore?: number;
  /** Mask pixels. */
  readonly area?: number;
  /** The same for one object in every picture of a stream, where a tracker gave it one. */
  readonly trackId?: number | string;
}
