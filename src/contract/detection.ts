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
  /** The phrase of the prompt that matched, if it differs from `label`. */
  readonly phrase?: string;
  /** Absent until `sam` has run. */
  readonly mask?: Mask;
  /** The model's prediction of the IoU with the true mask, 0 to 1. */
  readonly maskScore?: number;
  /** Number of mask pixels. */
  readonly area?: number;
  /** The same for one object in all frames of a stream. Set by a tracker. */
  readonly trackId?: number | string;
  /** Since the object was first seen. */
  readonly seconds?: number;
  /** Whether the object has not moved for a while. */
  readonly still?: boolean;
  /** Pixels per second. */
  readonly velocity?: readonly [vx: number, vy: number];
  /** The image does not show the object: a tracker filled in where it should be. */
  readonly held?: true;
  /** The label of this detection, if its track has another one. */
  readonly labelSeen?: string;
  /** Names of the zones that the object is in. Set by `vision-zones`. */
  readonly zones?: readonly string[];
}
