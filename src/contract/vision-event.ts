import type { Bbox } from './detection';
import type { ImageSize } from './vision';

/** The facts that a tracker reports. */
export const trackEventTypes = ['appeared', 'stayed', 'left', 'still', 'moved'] as const;
export type TrackEventType = (typeof trackEventTypes)[number];

/** One fact about one object: complete in itself, and plain JSON. Times in ms since 1970. */
export interface VisionEvent {
  /** The `id` of the track. */
  readonly id: string;
  readonly type: TrackEventType;
  /** The lane. */
  readonly camera: string;
  readonly trackId: number;
  readonly label: string;
  /** Of the last detection, like `bbox`. */
  readonly score: number;
  /** Pixels of the upright image, whose size is `image`. */
  readonly bbox: Bbox;
  readonly image: ImageSize;
  /** When the fact became true as far as the images show it. `left`: the time of the last detection. */
  readonly time: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** From `firstSeen` to `time`. */
  readonly seconds: number;
  /** `left` only: whether the object moved across the border of the image, or was lost inside. */
  readonly how?: 'edge' | 'lost';
  /** Whether the object was there when the lane started, so that it may not be new. */
  readonly initial: boolean;
}
