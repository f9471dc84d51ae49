import type { Bbox } from './detection';

/** One object that a tracker follows over the frames of a lane (a camera). Pixels of the upright image, times in ms since 1970. */
export interface Track {
  /** `<camera>-<first seen, base 36>-<trackId>`: unique over restarts, and the same in all events of the object. */
  readonly id: string;
  /** 1, 2, ... per lane. */
  readonly trackId: number;
  /** The label with most votes of its detections, weighted by score. */
  readonly label: string;
  /** Of its last detection, to a thousandth. */
  readonly score: number;
  /** Its detection in this image, else its predicted box, which may reach beyond the image. To a tenth of a pixel. */
  readonly bbox: Bbox;
  /** Whether this image has a detection of it. */
  readonly seen: boolean;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Since it was first seen. */
  readonly seconds: number;
  /** Whether it has not moved for `stillSeconds`. */
  readonly still: boolean;
  /** Pixels per second. */
  readonly velocity: readonly [vx: number, vy: number];
  /**
   * Bottom centres of its boxes, oldest first, beginning where it was first seen. At most 32; the paths of more than 12
   * objects share 400 points, at least 4 each.
   */
  readonly path: readonly (readonly [x: number, y: number, time: number])[];
  /** Names of the zones that the object is in. Set by `vision-zones`. */
  readonly zones?: readonly string[];
}
