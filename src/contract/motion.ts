import type { Bbox } from './detection';

/** Why an image of a camera was let through, or `still` if it was not. */
export const motionReasons = ['first', 'moved', 'hold', 'due', 'scene', 'forced', 'still'] as const;
export type MotionReason = (typeof motionReasons)[number];

/** How an image differs from the last one of its camera that was let through: `msg.motion`. */
export interface Motion {
  /** Whether the image was let through. */
  readonly moved: boolean;
  readonly why: MotionReason;
  /** Share of the image that differs, without ignored regions, 0 to 1. */
  readonly share: number;
  /** The regions that differ, in pixels of the upright image, largest first. */
  readonly boxes: readonly Bbox[];
  /** Number of images of the camera that were not let through. */
  readonly skipped: number;
}
